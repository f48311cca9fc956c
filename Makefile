.PHONY: check test docs corpus screenshots

check: ## Everything that CI runs
	bash .ci/run

test: ## The tests that need nothing but the packages
	pytest

docs: ## What is generated: docs/schema.md
	python tools/schema_docs.py

corpus: ## corpus.db, from the seeds, anew
	rm -f corpus.db
	python ingest.py

screenshots: ## docs/screenshots/, from corpus.db, by Chromium
	python tools/screenshots.py
