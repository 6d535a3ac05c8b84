-- Normalised values to where they occur: postings, never pairs. sort orders addresses by number and names by label from
-- the right, so that ranges and parents are one scan: see SortKey and ValueOrder.
CREATE TABLE value (
  kind  INTEGER NOT NULL,
  sort  BLOB NOT NULL,
  place INTEGER NOT NULL, -- the item's key in few bytes: see Place
  key   INTEGER AS (CASE place & 3
          WHEN 3 THEN (place >> 2) & 0x3fffffffffffffff
          ELSE ((place & 3) << 52) | (place >> 2) END) VIRTUAL,
  PRIMARY KEY (kind, sort, place)
) WITHOUT ROWID, STRICT;
