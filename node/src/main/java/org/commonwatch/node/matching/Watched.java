package org.commonwatch.node.matching;

/** Something looked for because of a claim. */
record Watched(long key, Claimed.Part part) {}
