package org.commonwatch.node.feeds;

import java.util.Optional;

/**
 * How far a feed is read. What a member means depends on the kind; each is empty until known.
 *
 * @param etag of the last content read to its end (RFC 9110 section 8.8.3)
 * @param lastModified of the same, as the server wrote it
 * @param digest SHA-256 of the same, hex
 * @param collection TAXII: address of the collection's objects, found from the feed's address
 * @param addedAfter TAXII: everything added up to here is taken in; the server's own text, which may be finer than we count
 * @param next TAXII: the page that follows, while a reading is under way
 */
record Cursor(
        Optional<String> etag,
        Optional<String> lastModified,
        Optional<String> digest,
        Optional<String> collection,
        Optional<String> addedAfter,
        Optional<String> next) {
    static final Cursor START = new Cursor(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    Cursor read(Optional<String> newEtag, Optional<String> newLastModified, String newDigest) {
        return new Cursor(newEtag, newLastModified, Optional.of(newDigest), collection, addedAfter, next);
    }

    Cursor at(Optional<String> newCollection) {
        return new Cursor(etag, lastModified, digest, newCollection, addedAfter, next);
    }

    Cursor page(Optional<String> newAddedAfter, Optional<String> newNext) {
        return new Cursor(etag, lastModified, digest, collection, newAddedAfter, newNext);
    }
}
