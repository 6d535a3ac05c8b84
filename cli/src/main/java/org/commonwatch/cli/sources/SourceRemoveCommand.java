package org.commonwatch.cli.sources;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.AskedCommand;
import org.commonwatch.cli.http.Node;
import org.commonwatch.kernel.Refused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "remove",
        header = "Forgets a source; the hits it brought stay.",
        description = {"", "Shows what will be forgotten and asks; without a terminal --yes is needed."},
        footer = {"", "Examples:", "  commonwatch source remove web --preview", "  commonwatch source remove web --yes"
        })
final class SourceRemoveCommand extends AskedCommand {
    @Parameters(paramLabel = "NAME", description = "The source's name; see: commonwatch source list.")
    private String name = "";

    SourceRemoveCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected String verb() {
        return "remove";
    }

    @Override
    protected JsonNode look(Node node) throws Refused {
        return node.delete(ApiPath.of("sources", name).with("preview", "true"));
    }

    @Override
    protected void show(Console console, JsonNode preview) {
        console.print("forgets counters of " + preview.path("lines_counted").asLong() + " lines, positions in "
                + preview.path("file_positions").asLong() + " files, "
                + preview.path("remembered_pushes").asLong() + " remembered pushes; revokes "
                + preview.path("tokens_revoked").size() + " tokens that push to it");
        console.print("keeps " + preview.path("hits_kept").asLong() + " hits");
    }

    @Override
    protected Optional<String> question(JsonNode preview) {
        return Optional.of("Remove " + SafeText.line(name) + "?");
    }

    @Override
    protected String otherwise(JsonNode preview) {
        return "Nothing was removed.";
    }

    @Override
    protected JsonNode act(Node node) throws Refused {
        return node.delete(ApiPath.of("sources", name));
    }

    @Override
    protected void tell(Console console, JsonNode done) {
        console.print("removed " + SafeText.line(name));
    }
}
