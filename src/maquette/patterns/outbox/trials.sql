-- trial: {events} numbers a stream without gaps, and shows nothing of a transaction that has not ended
DO $$
BEGIN
    PERFORM {join}('a trial', false);
    ASSERT {emit}('a trial', 'one', '{}') = 1 AND {emit}('a trial', 'two', '{}') = 2, 'the numbers have gaps';
    ASSERT NOT EXISTS (SELECT FROM {read}('a trial')), 'an event was read before its transaction ended';
    ASSERT (SELECT count(DISTINCT lane) = 1 AND count(DISTINCT position) = 1 FROM {events} WHERE stream = 'a trial'),
        'a stream is in two lanes';
END $$;
