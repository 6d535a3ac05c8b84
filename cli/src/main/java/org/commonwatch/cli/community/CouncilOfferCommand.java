package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.Node;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "offer",
        header = "Offers this node's seat in the council of a community.",
        description = {
            "",
            "Writes into the log where the other nodes of the council reach this one and with which keys it signs. The node "
                    + "must run with COMMONWATCH_COUNCIL_ADDRESS=host:port. Nothing changes until the steward takes it in."
        },
        footer = {"", "Examples:", "  commonwatch community council offer --community harbour"})
final class CouncilOfferCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Mixin
    private CommunityOption in = new CommunityOption();

    private final Surroundings surroundings;

    CouncilOfferCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        Node node = at.node(surroundings);
        String community = Council.community(node, in.name());
        JsonNode status = node.post(ApiPath.of("communities", community, "council", "seat"), Json.object());
        if (answer.json()) {
            surroundings.console().print(status);
            return Exit.DONE;
        }
        for (JsonNode seat : status.path("seats")) {
            if (seat.path("self").asBoolean()) {
                surroundings
                        .console()
                        .print("offered a seat at " + SafeText.line(Json.text(seat, "address"))
                                + "; the steward takes it in with: commonwatch community council add "
                                + SafeText.line(Json.text(seat, "name")));
            }
        }
        return Exit.DONE;
    }
}
