-- trial: what is asked again under a key of {keys} gets the first answer, and another request is refused
DO $$
DECLARE
    mine record;
BEGIN
    SELECT * INTO mine FROM {claim}('a trial', 'k', '{"a": 1, "b": 2}');
    ASSERT mine.first, 'the first is not the first';
    PERFORM {answer}('a trial', 'k', '42');
    SELECT * INTO mine FROM {claim}('a trial', 'k', '{"b": 2, "a": 1}');
    ASSERT NOT mine.first AND mine.answer = '42', 'asked again it got another answer';
    BEGIN
        PERFORM {claim}('a trial', 'k', '{"a": 2}');
        RAISE EXCEPTION 'one key served two requests' USING ERRCODE = 'assert_failure';
    EXCEPTION WHEN unique_violation THEN NULL;
    END;
    ASSERT {once}('a trial', 'l', '[1, 2]', 'pg_catalog.jsonb_array_length') = '2', 'the action was not run';
    ASSERT {once}('a trial', 'l', '[1, 2]', 'pg_catalog.jsonb_typeof') = '2', 'another action was run';
END $$;
