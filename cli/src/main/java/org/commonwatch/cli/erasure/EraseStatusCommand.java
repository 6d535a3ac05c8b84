package org.commonwatch.cli.erasure;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Table;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "status",
        header = "Lists orders to erase: who has carried them out, and who has not said so yet.",
        description = {
            "",
            "A member's word is signed and stands in the log; that it is true nobody can prove. Exit code 1 while this node "
                    + "itself has not carried one out."
        },
        footer = {"", "Examples:", "  commonwatch erase status", "  commonwatch erase status --json"})
final class EraseStatusCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    private final Surroundings surroundings;

    EraseStatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        JsonNode found = at.node(surroundings).get(ApiPath.of("erasures"));
        Console console = surroundings.console();
        boolean here = true;
        Table table = new Table()
                .wholeColumn("ORDER")
                .column("BY")
                .column("AT")
                .column("REASON")
                .column("STATEMENTS")
                .column("HERE")
                .column("ERASED BY")
                .column("WAITING FOR");
        for (JsonNode order : found.path("erasures")) {
            here &= order.path("here").asBoolean();
            List<String> erased = new ArrayList<>();
            order.path("erased").forEach(said -> erased.add(said.path("member").asText()));
            List<String> waiting = new ArrayList<>();
            order.path("waiting").forEach(member -> waiting.add(member.asText()));
            table.row(
                    Json.text(order, "log") + "/" + Json.text(order, "entry"),
                    Json.text(order, "author"),
                    Json.text(order, "at"),
                    Json.text(order, "reason"),
                    Json.text(order, "payloads"),
                    order.path("here").asBoolean() ? "erased" : "not yet",
                    String.join(", ", erased),
                    String.join(", ", waiting));
        }
        if (answer.json()) {
            console.print(found);
        } else if (table.isEmpty()) {
            console.note("Nothing was ordered to be erased.");
        } else {
            console.print(table);
            String fault = found.path("fault").asText("");
            if (!fault.isEmpty()) {
                console.print(SafeText.line("This node cannot erase now: " + fault));
            }
        }
        return here ? Exit.DONE : Exit.REFUSED;
    }
}
