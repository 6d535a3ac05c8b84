package org.commonwatch.cli.search;

import java.util.List;
import org.commonwatch.cli.console.Surroundings;

/** The commands of this package. */
public final class SearchCommands {
    private SearchCommands() {}

    public static List<Object> all(Surroundings surroundings) {
        return List.of(new SearchCommand(surroundings), new LookupCommand(surroundings), new ShowCommand(surroundings));
    }
}
