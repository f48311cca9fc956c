-- Questions to a whole corpus, offered by Datasette beside its tables and described in
-- docs/queries.md. Each can be pasted into sqlite3, where .parameter set :name "'Trump'" gives a
-- parameter its value. A line with the query's name and title, a description, one statement.

-- quotes_by_speaker_and_month: Who was quoted, month by month
-- How often each person known by name was quoted, and in how many articles; those most quoted first.
-- speaker: part of a name, or nothing for everybody.
select
    speaker,
    substr(published, 1, 7) as month,
    count(*) as quotes,
    count(distinct article_id) as articles
from attributed_quotes
where person_id is not null and speaker like '%' || coalesce(:speaker, '') || '%'
group by person_id, month
order by sum(count(*)) over (partition by person_id) desc, speaker, month;

-- verbs_of_speakers: With which verbs people are quoted
-- Whether somebody says, claims, warns or admits. speaker: part of a name, or nothing for everybody.
select speaker, verb, count(*) as quotes, count(distinct article_id) as articles
from attributed_quotes
where person_id is not null and verb is not null
    and speaker like '%' || coalesce(:speaker, '') || '%'
group by person_id, verb
order by sum(count(*)) over (partition by person_id) desc, speaker, quotes desc, verb;

-- unnamed_speakers: Speakers who are nobody known
-- Who is quoted without a full name: a spokesman, two officials, a surname that the article doesn't
-- complete. Quotations without any speaker are the row without one.
select
    speaker,
    count(*) as quotes,
    count(distinct article_id) as articles,
    min(published) as first,
    max(published) as last
from attributed_quotes
where person_id is null
group by speaker
order by quotes desc, speaker;

-- named_never_quoted: Often named, never quoted
-- People of whom the corpus speaks, and who never speak in it; those named in most articles first.
select
    name,
    count(distinct article_id) as articles,
    count(*) as mentions,
    min(published) as first,
    max(published) as last
from person_mentions
where person_id not in (select person_id from attributed_quotes where person_id is not null)
group by person_id
order by articles desc, mentions desc, name;

-- first_mentions: The first mention of each name
-- The article that named a person first, and the words around it; undated articles count as last.
-- name: part of a name, or nothing for everybody.
with ordered as (
    select
        *,
        row_number() over (
            partition by person_id order by published is null, published, article_id, start
        ) as nth
    from person_mentions
    where name like '%' || coalesce(:name, '') || '%'
)
select
    ordered.name,
    ordered.published,
    articles.path,
    replace(
        substr(articles.text, max(ordered.start - 40, 0) + 1, ordered."end" - ordered.start + 80),
        char(10), ' '
    ) as words
from ordered
join articles on articles.id = ordered.article_id
where nth = 1
order by ordered.published is null, ordered.published, ordered.article_id, ordered.start;

-- pairs_in_paragraphs: Who is named with whom in a paragraph
-- Pairs of people, by the number of paragraphs that name both; paragraphs begin after an empty line,
-- or with an indented one. name: part of a name, or nothing for everybody.
with paragraphs as materialized (
    select article_id, paragraph, json_group_array(name) as people
    from (select distinct article_id, paragraph, name from person_mentions)
    group by article_id, paragraph
    having count(*) > 1
)
select
    one.value as name,
    other.value as other_name,
    count(*) as paragraphs,
    count(distinct article_id) as articles
from paragraphs, json_each(people) as one, json_each(people) as other
where one.value < other.value
    and one.value || char(10) || other.value like '%' || coalesce(:name, '') || '%'
group by one.value, other.value
order by paragraphs desc, articles desc, one.value, other.value;

-- people_together: Who appears with whom
-- Pairs of people, by the number of articles that name both, with the first and last date of these.
-- name: part of a name, or nothing for everybody.
with casts as materialized (
    select article_id, published, json_group_array(name) as people
    from (select distinct article_id, published, name from person_mentions)
    group by article_id
    having count(*) > 1
)
select
    one.value as name,
    other.value as other_name,
    count(*) as articles,
    min(published) as first,
    max(published) as last
from casts, json_each(people) as one, json_each(people) as other
where one.value < other.value
    and one.value || char(10) || other.value like '%' || coalesce(:name, '') || '%'
group by one.value, other.value
order by articles desc, one.value, other.value;

-- longest_silences: Who disappeared, and came back
-- The longest time between two articles that name a person, by dates that are known to the day.
-- name: part of a name, or nothing for everybody.
with days as (
    select distinct person_id, name, published from person_mentions
    where length(published) = 10 and name like '%' || coalesce(:name, '') || '%'
),
silences as (
    select
        name,
        published as last_named,
        lead(published) over (partition by person_id order by published) as named_again
    from days
)
select
    name,
    last_named,
    named_again,
    cast(julianday(named_again) - julianday(last_named) as integer) as days
from silences
where named_again is not null
order by days desc, name, last_named;

-- undated_articles: Articles without a date
-- What no list by date has in its place, with the beginning of each text.
select id, path, title, agency, source, replace(substr(text, 1, 160), char(10), ' ') as beginning
from articles
where published is null
order by id;

-- stories_reprinted: Which stories ran most often
-- How many articles tell a story in the same words, of how many publications, from the first day to
-- the last; with the headline and the path of the first of them by id.
select
    count(*) as articles,
    count(distinct articles.source) as sources,
    min(articles.published) as first,
    max(articles.published) as last,
    told.title,
    told.path
from reprints
join articles on articles.id = reprints.article_id
join articles as told on told.id = reprints.story_id
group by reprints.story_id
order by articles desc, reprints.story_id;

-- captions_by_photographer: Captions, by photographer
-- Each caption with the credit that follows it; those without a credit come last.
-- credit: part of a name or an agency, or nothing for all.
select credit, captions.published, caption, path
from credited_captions as captions
join articles on articles.id = captions.article_id
where coalesce(credit, '') like '%' || coalesce(:credit, '') || '%'
order by credit is null, credit, captions.published, captions.article_id, captions.start;

-- agencies_by_month: Articles by agency and month
-- How many articles, of how many words, each news agency has in each month; those without an agency
-- are rows of their own.
select substr(published, 1, 7) as month, agency, count(*) as articles, sum(word_count) as words
from articles
group by month, agency
order by month, articles desc, agency;

-- days_spoken_of: The days that articles speak of
-- How many articles name a day before it came, on it and after it: what was awaited, and what is
-- remembered. By dates that are known to the day.
with mentions as (
    select distinct facts.article_id, facts.value as day, articles.published
    from facts
    join articles on articles.id = facts.article_id
    where facts.kind = 'time' and facts.shown
        and length(facts.value) = 10 and length(articles.published) = 10
)
select
    day,
    count(*) as articles,
    sum(published < day) as before_it,
    sum(published = day) as on_it,
    sum(published > day) as after_it,
    min(published) as first,
    max(published) as last
from mentions
group by day
order by articles desc, day;

-- places_without_coordinates: Places that are on no map
-- Names of places that the gazetteer can't tell, or has no coordinates of, and the articles that
-- name them.
select facts.value as place, count(distinct facts.article_id) as articles
from facts
left join places on places.id = facts.entity_id
where facts.kind = 'place' and facts.shown and places.latitude is null
group by facts.value
order by articles desc, place;

-- shared_passages: What two articles say with the same words
-- Every passage of eight words or more that both have, the longest first. Case, punctuation and ends
-- of lines don't count. first, second: the ids of two articles, whose words are counted from 1.
with asked (side, id) as (
    values (1, cast(:first as integer)), (2, cast(:second as integer))
),
pieces (side, at, written, plain) as materialized (
    select side, key, value, lower(trim(replace(value, '’', ''''), ' .,;:!?()[]{}"“”„«»''‘–—-…*/\|'))
    from asked
    join articles using (id)
    join json_each('[' || replace(
        json_quote(replace(replace(replace(text, char(10), ' '), char(9), ' '), char(160), ' ')),
        ' ', '","'
    ) || ']')
),
words (side, word, at, plain) as materialized (
    select side, row_number() over (partition by side order by at), at, plain
    from pieces
    where plain <> ''
),
eights (side, word, eight, whole) as (
    select
        side,
        word,
        group_concat(plain, ' ') over (
            partition by side order by word rows between current row and 7 following
        ),
        lead(word, 7) over (partition by side order by word) is not null
    from words
),
common (ones, others) as materialized (
    select
        json_group_array(word) filter (where side = 1),
        json_group_array(word) filter (where side = 2)
    from eights
    where whole
    group by eight
    having count(distinct side) = 2
),
-- Eights that follow one another in both articles are one passage.
steps (one, other, start) as (
    select
        one.value,
        other.value,
        one.value - row_number() over (partition by one.value - other.value order by one.value)
    from common, json_each(ones) as one, json_each(others) as other
),
passages (words, first_word, second_word) as (
    select count(*) + 7, min(one), min(other)
    from steps
    group by one - other, start
)
select
    words,
    first_word,
    second_word,
    (
        select group_concat(written, ' ')
        from (
            select written from pieces
            where side = 1 and written <> '' and at between (
                select at from words where side = 1 and word = first_word
            ) and (
                select at from words where side = 1 and word = first_word + passages.words - 1
            )
            order by at
        )
    ) as passage
from passages
order by words desc, first_word, second_word;
