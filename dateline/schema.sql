-- The schema of a Dateline corpus, readable by any SQLite from 3.35 with FTS5.
-- Everything here is derived from the articles' texts and what their records state, except
-- `files` and `rejects`, which remember the inputs. The comments are what docs/schema.md says.

-- One row for each article, its text complete and normalised once (NFC, one kind of line end).
create table if not exists articles (
    id integer primary key autoincrement, -- Counts from 1 in the order of the walk; never reused
    path text not null unique, -- Where it was found: seeds/a.txt, bbc.zip!tech/1.txt, x.jsonl#7
    title text, -- The headline; NULL where the text has none
    published text, -- ISO 8601 of the precision known: 2018-10-25, 2018-10, 2018; NULL unknown
    agency text, -- The news agency the story is from (AP, Reuters); not the photo's
    source text, -- The publication, where the record states it
    byline text, -- Who wrote it, as one line: Jane Doe, John Roe
    section text, -- The section or category, where the record states it
    language text, -- ISO 639-1, stated or guessed from the whole text; NULL unclear
    url text, -- Where it was published, where the record states it
    word_count integer not null, -- Words of the text, as blanks separate them
    sha256 text not null, -- Of the file, the archive's member, or the record as canonical JSON
    rules integer not null, -- Version of the rules that read its facts
    extra text not null default '{}', -- Every other key of the record (JSON)
    given text not null default '{}', -- What the record stated under our names (JSON), for --rebuild; null is what the column says
    text text not null -- The whole text; every offset in this file counts its characters
);

create index if not exists articles_published on articles (published);
create index if not exists articles_agency on articles (agency) where agency is not null;
create index if not exists articles_source on articles (source) where source is not null;
create index if not exists articles_section on articles (section) where section is not null;
create index if not exists articles_language on articles (language) where language is not null;
create index if not exists articles_rules on articles (rules);

-- Full-text index over title and text: English words stemmed, accents ignored.
create virtual table if not exists articles_fts using fts5 (
    title, -- articles.title
    text, -- articles.text
    content="articles",
    content_rowid="id",
    tokenize='porter unicode61 remove_diacritics 2'
);

create trigger if not exists articles_ai after insert on articles begin
    insert into articles_fts (rowid, title, text) values (new.id, new.title, new.text);
end;

create trigger if not exists articles_ad after delete on articles begin
    insert into articles_fts (articles_fts, rowid, title, text)
    values ('delete', old.id, old.title, old.text);
end;

create trigger if not exists articles_au after update of id, title, text on articles begin
    insert into articles_fts (articles_fts, rowid, title, text)
    values ('delete', old.id, old.title, old.text);
    insert into articles_fts (rowid, title, text) values (new.id, new.title, new.text);
end;

-- The vocabulary: each stem in articles_fts (term), the articles that have it (doc), and how often
-- it stands in them (cnt), as SQLite's fts5vocab counts them.
create virtual table if not exists articles_vocab
using fts5vocab('articles_fts', 'row');

-- Each place where a stem (term) stands: the article (doc), title or text (col), the word (offset).
create virtual table if not exists articles_instances
using fts5vocab('articles_fts', 'instance');

-- What facts say, each value once for all the articles that say it.
create table if not exists fact_values (
    id integer primary key, -- Referred to by mentions
    kind text not null, -- As facts.kind
    value text not null, -- As facts.value
    entity_id integer, -- As facts.entity_id
    articles integer not null default 0 -- Articles with a mention of it that is shown
);

create unique index if not exists fact_values_value
on fact_values (kind, value, ifnull(entity_id, 0));
create index if not exists fact_values_entity
on fact_values (entity_id, kind) where entity_id is not null;

-- The rules that read facts, with how sure each one is.
create table if not exists fact_rules (
    id integer primary key, -- Referred to by mentions
    rule text not null, -- As facts.rule
    confidence real not null, -- As facts.confidence
    shown integer not null, -- As facts.shown
    unique (rule, confidence, shown)
);

-- Where each article says it: what facts shows, as integers.
create table if not exists mentions (
    article_id integer not null references articles (id), -- The article that says it
    number integer not null, -- Counts an article's mentions from 0
    value_id integer not null references fact_values (id), -- What it says
    start integer, -- As facts.start
    "end" integer, -- As facts.end
    rule_id integer not null references fact_rules (id), -- The rule that read it
    primary key (article_id, number)
) without rowid;

create index if not exists mentions_value on mentions (value_id);

-- What was read out of each article, one row per mention, each with its evidence.
create view if not exists facts as
select
    mentions.article_id * 1048576 + mentions.number as id, -- By the article, then by its text
    mentions.article_id as article_id, -- The article that says it
    fact_values.kind as kind, -- title, published, dateline, agency, byline, caption, credit, person, organization, place, country, time
    fact_values.value as value, -- Normalised: 2018-10-25, Tecun Uman, Guatemala
    mentions.start as start, -- The evidence is substr(text, start + 1, end - start); NULL only for rule given
    mentions."end" as "end", -- Offset after the evidence's last character
    fact_rules.rule as rule, -- The rule that read it, or given
    fact_rules.confidence as confidence, -- 0 to 1: the rule's measured precision
    fact_rules.shown as shown, -- 1 where the rule measured 0.90 or better: only these become facets
    fact_values.entity_id as entity_id -- people.id of a person, places.id of a place, country or dateline
from mentions
join fact_values on fact_values.id = mentions.value_id
left join fact_rules on fact_rules.id = mentions.rule_id;

-- Who adds facts of their own adds them here.
create trigger if not exists facts_ii instead of insert on facts begin
    insert or ignore into fact_rules (rule, confidence, shown)
    values (new.rule, new.confidence, new.shown);
    insert or ignore into fact_values (kind, value, entity_id)
    values (new.kind, new.value, new.entity_id);
    insert into mentions (article_id, number, value_id, start, "end", rule_id)
    values (
        new.article_id,
        (select ifnull(max(number), -1) + 1 from mentions where article_id = new.article_id),
        (
            select id from fact_values where kind = new.kind and value = new.value
            and ifnull(entity_id, 0) = ifnull(new.entity_id, 0)
        ),
        new.start,
        new."end",
        (
            select id from fact_rules
            where rule = new.rule and confidence = new.confidence and shown = new.shown
        )
    );
    update fact_values set articles = (
        select count(distinct article_id) from mentions
        join fact_rules on fact_rules.id = rule_id and fact_rules.shown
        where value_id = fact_values.id
    )
    where kind = new.kind and value = new.value and ifnull(entity_id, 0) = ifnull(new.entity_id, 0);
end;

-- People, the same across articles; a merge is a row that can be undone.
create table if not exists people (
    id integer primary key autoincrement, -- Never reused
    name text not null, -- The usual form of the name
    merged_into integer references people (id), -- The person this one turned out to be
    folded text not null unique, -- The name without case and accents
    ends text not null, -- Its first and last word: people of the same ends may be the same
    pinned integer not null default 0 -- 1 where --aliases says who this is
);

create index if not exists people_ends on people (ends);
create index if not exists people_merged on people (merged_into);

-- Each form in which a person is named, with the number of articles that use it.
create table if not exists person_forms (
    person_id integer not null references people (id), -- The person
    form text not null, -- As written: Denis Contreras
    articles integer not null, -- Articles that use this form
    primary key (person_id, form)
) without rowid;

-- Who is who, as --aliases says: pins, splits and renames people; survives --rebuild.
create table if not exists aliases (
    form text not null, -- A full name as articles have it
    name text not null, -- The person it is
    path text not null default '', -- Only in this article; empty for all
    primary key (form, path)
);

-- The places that are mentioned, as the gazetteer knows them.
create table if not exists places (
    id integer primary key autoincrement, -- Never reused
    name text not null, -- The usual name
    country text, -- ISO 3166-1 alpha-2
    admin1 text, -- First-order division: state, province, department
    latitude real, -- Degrees north
    longitude real, -- Degrees east
    geonameid integer unique -- The place in GeoNames
);

-- Where somebody is quoted, and who that is: what quotes shows, without the words.
create table if not exists quotations (
    id integer primary key, -- As quotes.id
    article_id integer not null references articles (id), -- The article that quotes it
    speaker text, -- As quotes.speaker
    person_id integer references people (id), -- As quotes.person_id
    verb text, -- As quotes.verb
    start integer not null, -- As quotes.start
    "end" integer not null, -- As quotes.end
    rule_id integer not null references fact_rules (id) -- The rule that read it
);

create index if not exists quotations_article on quotations (article_id);
create index if not exists quotations_person on quotations (person_id, speaker);

-- Who said what: each quotation with its speaker.
-- (By the left joins SQLite looks at the articles for their words only where these are asked for.)
create view if not exists quotes as
select
    quotations.id as id, -- In the order of the articles, then of their texts
    quotations.article_id as article_id, -- The article that quotes it
    substr(articles.text, quotations.start + 1, quotations."end" - quotations.start)
        as text, -- The words quoted, without the marks
    quotations.speaker as speaker, -- As resolved: a name, else the description in the text, else NULL
    quotations.person_id as person_id, -- The speaker, where known by name
    quotations.verb as verb, -- said, tweeted, …
    quotations.start as start, -- Offset of the quotation in articles.text
    quotations."end" as "end", -- Offset after its last character
    fact_rules.rule as rule, -- The rule that read it
    fact_rules.confidence as confidence -- 0 to 1: the rule's measured precision
from quotations
left join articles on articles.id = quotations.article_id
left join fact_rules on fact_rules.id = quotations.rule_id;

-- Who adds quotations of their own adds them here.
create trigger if not exists quotes_ii instead of insert on quotes begin
    insert or ignore into fact_rules (rule, confidence, shown) values (new.rule, new.confidence, 1);
    insert into quotations (id, article_id, speaker, person_id, verb, start, "end", rule_id)
    values (
        new.id, new.article_id, new.speaker, new.person_id, new.verb, new.start, new."end",
        (select id from fact_rules where rule = new.rule and confidence = new.confidence and shown)
    );
end;

-- Full-text index over what was said and by whom.
create virtual table if not exists quotes_fts using fts5 (
    text, -- quotes.text
    speaker, -- quotes.speaker
    content="quotes",
    content_rowid="id",
    tokenize='porter unicode61 remove_diacritics 2'
);

create trigger if not exists quotations_ai after insert on quotations begin
    insert into quotes_fts (rowid, text, speaker)
    select id, text, speaker from quotes where id = new.id;
end;

create trigger if not exists quotations_bd before delete on quotations begin
    insert into quotes_fts (quotes_fts, rowid, text, speaker)
    select 'delete', id, text, speaker from quotes where id = old.id;
end;

create trigger if not exists quotations_bu before update on quotations begin
    insert into quotes_fts (quotes_fts, rowid, text, speaker)
    select 'delete', id, text, speaker from quotes where id = old.id;
end;

create trigger if not exists quotations_au after update on quotations begin
    insert into quotes_fts (rowid, text, speaker)
    select id, text, speaker from quotes where id = new.id;
end;

-- An article takes its quotations along, whose words are its own.
create trigger if not exists quotations_articles_bd before delete on articles begin
    delete from quotations where article_id = old.id;
end;

create trigger if not exists quotations_articles_bu before update of text on articles begin
    insert into quotes_fts (quotes_fts, rowid, text, speaker)
    select 'delete', id, text, speaker from quotes where article_id = old.id;
end;

create trigger if not exists quotations_articles_au after update of text on articles begin
    insert into quotes_fts (rowid, text, speaker)
    select id, text, speaker from quotes where article_id = new.id;
end;

-- Every value that a facet shows, once.
create table if not exists facet_values (
    id integer primary key autoincrement, -- Referred to by facet_postings; never reused
    facet text not null, -- year, month, agency, source, dateline, country, place, person, …
    value text not null, -- As shown: 2018-10, Mexico, Denis Omar Contreras; '' for none
    unique (facet, value)
);

-- Index over the facet values: words as they are written, accents ignored.
create virtual table if not exists facet_values_fts using fts5 (
    value, -- facet_values.value
    content="facet_values",
    content_rowid="id",
    tokenize='unicode61 remove_diacritics 2'
);

create trigger if not exists facet_values_ai after insert on facet_values begin
    insert into facet_values_fts (rowid, value) values (new.id, new.value);
end;

create trigger if not exists facet_values_ad after delete on facet_values begin
    insert into facet_values_fts (facet_values_fts, rowid, value)
    values ('delete', old.id, old.value);
end;

create trigger if not exists facet_values_au after update on facet_values begin
    insert into facet_values_fts (facet_values_fts, rowid, value)
    values ('delete', old.id, old.value);
    insert into facet_values_fts (rowid, value) values (new.id, new.value);
end;

-- Which article has which facet value: the pairs that are counted.
create table if not exists facet_postings (
    value_id integer not null references facet_values (id), -- The value
    article_id integer not null references articles (id), -- An article that has it
    primary key (value_id, article_id)
) without rowid;

create index if not exists facet_postings_article on facet_postings (article_id);

-- Where the values of facet place lie: of several places of a name, that which most articles mean.
create table if not exists facet_places (
    value_id integer primary key references facet_values (id), -- A value of facet place
    place_id integer not null references places (id) -- The place; of equals, of the lower geonameid
);

-- What is shown as facets, one row per article and value.
create view if not exists article_facets as
select
    facet_postings.article_id as article_id, -- The article
    facet_values.facet as facet, -- year, month, agency, source, dateline, country, place, person, …
    facet_values.value as value -- As shown
from facet_values
join facet_postings on facet_postings.value_id = facet_values.id
where facet_values.value <> '';

-- Where each facet's values come from; '' where an article has none. facet_values and
-- facet_postings hold this, ready to count. (The + has SQLite find facts by their article.)
create view if not exists facet_definitions as
select id as article_id, 'year' as facet, coalesce(substr(published, 1, 4), '') as value
from articles
union all
select id, 'month', iif(length(published) >= 7, substr(published, 1, 7), '') from articles
union all
select id, 'agency', coalesce(agency, '') from articles
union all
select id, 'source', coalesce(source, '') from articles
union all
select id, 'section', coalesce(section, '') from articles
union all
select id, 'language', coalesce(language, '') from articles
union all
select article_id, kind, value from facts
where shown and +kind in ('dateline', 'byline', 'country', 'place', 'organization')
union all
select facts.article_id, 'person', coalesce(whole.name, people.name)
from facts
join people on people.id = facts.entity_id
left join people as whole on whole.id = people.merged_into
where facts.shown and +facts.kind = 'person'
union all
select articles.id, several.value, ''
from articles
join json_each('["dateline", "byline", "country", "place", "organization", "person"]') as several
where not exists (
    select 1 from facts
    where facts.article_id = articles.id and facts.shown and +facts.kind = several.value
    and (facts.kind <> 'person' or facts.entity_id is not null)
);

-- Articles that are copies or reprints of another one, each with its story; the others have no row.
-- A reprint has the words of the other, cut, or under another headline, or corrected.
create table if not exists reprints (
    article_id integer primary key references articles (id), -- The article
    story_id integer not null references articles (id) -- The story: the lowest id of its articles
);

create index if not exists reprints_story on reprints (story_id);

create trigger if not exists reprints_articles_ad after delete on articles begin
    delete from reprints where article_id = old.id;
end;

create trigger if not exists changed_reprints_ai after insert on reprints begin
    delete from accelerators where name = 'reprints';
end;

create trigger if not exists changed_reprints_ad after delete on reprints begin
    delete from accelerators where name = 'reprints';
end;

create trigger if not exists changed_reprints_au after update on reprints begin
    delete from accelerators where name = 'reprints';
end;

-- By which numbers copies of a story are found: who shares one may be a reprint.
create table if not exists sketches (
    hash integer not null, -- Of the whole story; below 0 of 32 letters of it
    article_id integer not null references articles (id), -- An article that has it
    primary key (hash, article_id)
) without rowid;

-- The files that were read, so that the next run reads only what changed.
create table if not exists files (
    path text primary key, -- As in articles.path, before any ! or #
    size integer not null, -- Bytes
    mtime_ns integer not null, -- Time of last change, nanoseconds since 1970
    sha256 text not null, -- Hex digest of the whole file
    outside integer not null, -- 1 for a PATH outside the folder the run was started in
    columns text not null, -- The --map it was read with
    articles integer not null, -- Articles it holds
    rejected integer not null -- Its records that are in rejects
);

-- Inputs that could not be loaded.
create table if not exists rejects (
    path text primary key, -- As in articles.path
    reason text not null, -- In words
    at text not null -- When it was rejected, UTC
);

-- Facets, dates and lengths of all articles as arrays: what many articles have, counted quickly.
-- They say nothing that other tables don't, and whoever reads may do without them. Numbers are
-- little-endian integers of 32 bits; values are numbered from 0 by facet and value.
create table if not exists accelerators (
    name text primary key, -- facets, values, names, article_values, article_starts, value_articles, reprints, …
    content blob not null -- An array, or JSON
);

-- The articles of each common word, to rank them without asking the index: part of the accelerators.
-- They stand by stretches of 65,536 ids, so that a run that adds a few writes few of them anew. Numbers
-- are in SQLite's variable-length format, one after the other.
create table if not exists word_postings (
    word text not null, -- A stem of articles_vocab
    stretch integer not null, -- The articles' ids divided by 65,536
    held integer not null, -- How many articles of the stretch have it
    articles blob not null, -- Twice each id's distance from the one before, the first from the stretch's first id; odd where frequencies has it
    frequencies blob not null, -- How often an article has it that has it more than once; titles count twice
    primary key (word, stretch)
);

-- Articles that were changed since the accelerators were made. Of a few, readers take from the other
-- tables what the accelerators don't say; with more, or 0 for all, they do without accelerators.
-- Triggers fill it, whoever writes.
create table if not exists changed_articles (
    change integer primary key autoincrement, -- Never reused: who knows the last one knows them all
    article_id integer not null -- articles.id
);

-- (INSERT OR REPLACE drops the article of the same path without telling.)
create trigger if not exists changed_articles_bi before insert on articles begin
    insert into changed_articles (article_id) select id from articles where path = new.path;
end;

create trigger if not exists changed_articles_ai after insert on articles begin
    insert into changed_articles (article_id) values (new.id);
end;

create trigger if not exists changed_articles_ad after delete on articles begin
    delete from facet_postings where article_id = old.id;
    insert into changed_articles (article_id) values (old.id);
end;

create trigger if not exists changed_articles_au after update of id, title, text, published on articles begin
    insert into changed_articles (article_id) values (old.id), (new.id);
end;

create trigger if not exists changed_postings_ai after insert on facet_postings begin
    insert into changed_articles (article_id) values (new.article_id);
end;

create trigger if not exists changed_postings_ad after delete on facet_postings begin
    insert into changed_articles (article_id) values (old.article_id);
end;

create trigger if not exists changed_postings_au after update on facet_postings begin
    insert into changed_articles (article_id) values (old.article_id), (new.article_id);
end;

create trigger if not exists changed_values_ad after delete on facet_values
when exists (select 1 from facet_postings where value_id = old.id) begin
    insert into changed_articles (article_id) values (0);
end;

create trigger if not exists changed_values_au after update on facet_values begin
    insert into changed_articles (article_id) values (0);
end;

-- Every mention of a person by name, with who it is: the views from here on are for whoever asks in
-- SQL, as docs/queries.md does.
create view if not exists person_mentions as
select
    facts.article_id as article_id, -- The article
    articles.published as published, -- Its date
    coalesce(people.merged_into, people.id) as person_id, -- The person, with all who are the same
    coalesce(whole.name, people.name) as name, -- The usual form of the name
    facts.start as start, -- Offset of the mention in articles.text
    facts."end" as "end", -- Offset after its last character
    substr(articles.text, facts.start + 1, facts."end" - facts.start) as words, -- As written
    2 * facts.start - length(replace(substr(articles.text, 1, facts.start), char(10, 10), char(10)))
        - length(replace(substr(articles.text, 1, facts.start), char(10, 32), char(10)))
        as paragraph -- How many begin before it: after an empty line, or with an indented one
from facts
join articles on articles.id = facts.article_id
join people on people.id = facts.entity_id
left join people as whole on whole.id = people.merged_into
where facts.shown and +facts.kind = 'person';

-- What was said, with who said it: by the person's usual name, where known by name.
create view if not exists attributed_quotes as
select
    quotes.id as id, -- quotes.id
    quotes.article_id as article_id, -- The article
    articles.published as published, -- Its date
    coalesce(people.merged_into, people.id) as person_id, -- The speaker, with all who are the same
    coalesce(whole.name, people.name, quotes.speaker) as speaker, -- The usual name, else as described
    quotes.verb as verb, -- said, tweeted, …
    quotes.text as text, -- The words quoted, without the marks
    quotes.start as start, -- Offset of the quotation in articles.text
    quotes."end" as "end", -- Offset after its last character
    quotes.confidence as confidence -- 0 to 1: the rule's measured precision
from quotes
join articles on articles.id = quotes.article_id
left join people on people.id = quotes.person_id
left join people as whole on whole.id = people.merged_into;

-- Captions of pictures, each with the credit that follows it.
create view if not exists credited_captions as
select
    captions.article_id as article_id, -- The article
    articles.published as published, -- Its date
    captions.value as caption, -- The caption
    credits.value as credit, -- Photographer and agency; NULL where the caption has no credit
    captions.start as start, -- Offset of the caption in articles.text
    captions."end" as "end" -- Offset after its last character
from facts as captions
join articles on articles.id = captions.article_id
left join facts as credits on credits.article_id = captions.article_id and credits.id = (
    select min(id) from facts
    where article_id = captions.article_id and +kind in ('caption', 'credit') and shown
    and id > captions.id
) and credits.kind = 'credit'
where captions.kind = 'caption' and captions.shown;
