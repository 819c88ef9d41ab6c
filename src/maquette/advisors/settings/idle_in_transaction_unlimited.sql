-- bad
-- setting: idle_in_transaction_session_timeout=0

-- good
-- setting: idle_in_transaction_session_timeout=600000

-- good: for the application's role
CREATE ROLE shop;
ALTER ROLE shop SET idle_in_transaction_session_timeout = '5min';

-- good: every transaction has a limit
-- version: >= 17
-- setting: transaction_timeout=3600000
