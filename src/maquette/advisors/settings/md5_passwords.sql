-- bad
-- setting: password_encryption=md5

-- good
-- setting: password_encryption=scram-sha-256
