package org.commonwatch.cli.notify;

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
        header = "Forgets a channel, what it had still to tell and its log; hits stay.",
        description = {"", "Shows what will be forgotten and asks; without a terminal --yes is needed."},
        footer = {"", "Examples:", "  commonwatch notify remove soc --preview", "  commonwatch notify remove soc --yes"
        })
final class NotifyRemoveCommand extends AskedCommand {
    @Parameters(paramLabel = "NAME", description = "The channel's name; see: commonwatch notify list.")
    private String name = "";

    NotifyRemoveCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected String verb() {
        return "remove";
    }

    @Override
    protected JsonNode look(Node node) throws Refused {
        return node.delete(ApiPath.of("notify", name).with("preview", "true"));
    }

    @Override
    protected void show(Console console, JsonNode preview) {
        console.print("forgets " + preview.path("messages_not_sent").asLong() + " messages not sent and "
                + preview.path("hits_not_told").asLong() + " hits not told; keeps the hits");
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
        return node.delete(ApiPath.of("notify", name));
    }

    @Override
    protected void tell(Console console, JsonNode done) {
        console.print("removed " + SafeText.line(name));
    }
}
