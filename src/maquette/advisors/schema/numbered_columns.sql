-- bad
CREATE TABLE seller (id bigint PRIMARY KEY, phone1 text, phone2 text, phone3 text);

-- bad: the first has no number
CREATE TABLE seller (id bigint PRIMARY KEY, contact_email text, contact_email_2 text, contact_email_3 text);

-- good
CREATE TABLE seller (id bigint PRIMARY KEY);
CREATE TABLE seller_phone (seller_id bigint REFERENCES seller, phone text, PRIMARY KEY (seller_id, phone));

-- good: lines of an address
CREATE TABLE address (id bigint PRIMARY KEY, line1 text, line2 text, line3 text, address_line_1 text);

-- good: numbers that do not run, and columns of several types
CREATE TABLE file (id bigint PRIMARY KEY, md5 text, sha1 text, sha256 text, sha512 text, option1 text, option2 int, option3 date);

-- good: months
CREATE TABLE budget (id bigint PRIMARY KEY, month1 numeric, month2 numeric, month3 numeric);
