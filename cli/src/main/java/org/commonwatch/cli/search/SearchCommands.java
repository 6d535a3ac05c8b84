package org.commonwatch.cli.search;

import java.util.List;
import org.commonwatch.cli.console.Offered;
import org.commonwatch.cli.console.Surroundings;

/** The commands of this package. */
public final class SearchCommands {
    private SearchCommands() {}

    public static List<Offered> all(Surroundings surroundings) {
        return List.of(
                Offered.of("search", () -> new SearchCommand(surroundings)),
                Offered.of("lookup", () -> new LookupCommand(surroundings)),
                Offered.of("show", () -> new ShowCommand(surroundings)));
    }
}
