package org.commonwatch.node.sources;

/** The source was removed while something worked for it; the work's transaction is rolled back. */
final class SourceGone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SourceGone(String name) {
        super("the source " + name + " was removed");
    }
}
