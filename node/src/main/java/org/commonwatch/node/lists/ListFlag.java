package org.commonwatch.node.lists;

/**
 * A value is on a warning list.
 *
 * @param value in its canonical form
 * @param kind its kind's word
 * @param list the list's name
 * @param reason what the list holds, in its own words
 */
public record ListFlag(String value, String kind, String list, String reason) {}
