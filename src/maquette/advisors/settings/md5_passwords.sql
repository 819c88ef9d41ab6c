-- bad
-- setting: password_encryption=md5

-- good
-- setting: password_encryption=scram-sha-256

-- bad: for one role
CREATE ROLE shop;
ALTER ROLE shop SET password_encryption = 'md5';

-- good: for one role
-- version: >= 14
CREATE ROLE shop;
ALTER ROLE shop SET password_encryption = 'scram-sha-256';
