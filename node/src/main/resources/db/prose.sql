-- Words of every item, rowid = its key. No content is stored: it is in the payload file. Names count more than text, so
-- they are a column of their own and stand in text as well.
CREATE VIRTUAL TABLE prose USING fts5 (
  name, text,
  content = '', contentless_delete = 1,
  tokenize = 'unicode61 remove_diacritics 2'
);
-- Bytes of words gathered in memory before a segment is written: fewer segments to merge during an import.
INSERT INTO prose (prose, rank) VALUES ('hashsize', 8388608);
