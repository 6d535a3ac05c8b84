package org.commonwatch.node.pages;

/** A page that the navigation leads to. Slices provide theirs as beans, so that a slice deleted takes its link along. */
public interface NavigationItem {
    /** Ascending from left to right. */
    int order();

    String title();

    String path();

    /** Whether the page at {@code path} belongs to this item. */
    default boolean leadsTo(String path) {
        return path.equals(path());
    }
}
