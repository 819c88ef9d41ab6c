-- probe: a thousand new keys of {keys} claimed
SELECT claimed.first FROM generate_series(1, 1000) AS k, {claim}('a probe', k::text, '{"amount": 1}') AS claimed;
