package org.commonwatch.node.lists;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A list in use.
 *
 * @param kind how its entries are compared: cidr, string, hostname, substring or regex
 * @param values how many entries it has
 * @param builtIn one of our own, which is always there
 */
public record LoadedList(
        String name,
        String description,
        String version,
        String kind,
        int values,
        @JsonProperty("built_in") boolean builtIn) {}
