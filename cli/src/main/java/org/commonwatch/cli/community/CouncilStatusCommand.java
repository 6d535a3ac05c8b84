package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "status",
        header = "Says who orders a community's log, who leads, who has offered a seat.",
        description = {
            "",
            "ORDERS says: leads, orders, joining, leaving, or offered for a seat that is not taken. HELD is how many entries are "
                    + "durable there, where this node knows. Exit code 1 when something keeps this node from taking part."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch community council status",
            "  commonwatch community council status --json"
        })
final class CouncilStatusCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Mixin
    private CommunityOption in = new CommunityOption();

    private final Surroundings surroundings;

    CouncilStatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        Council council = Council.of(at.node(surroundings), in.name());
        JsonNode status = council.status();
        if (answer.json()) {
            surroundings.console().print(status);
        } else {
            surroundings.console().print(council.sentence(council.ordering()));
            Council.print(surroundings.console(), status);
        }
        return status.path("trouble").asText("").isEmpty() ? Exit.DONE : Exit.REFUSED;
    }
}
