-- Search words are parted where the program has put spaces, and nowhere else. They are made anew with the projection.

DROP TABLE words;

CREATE VIRTUAL TABLE words USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'ascii');

INSERT INTO words (words, rank) VALUES ('automerge', 8);

DELETE FROM meta WHERE name = 'layout';
