package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "add",
        header = "Takes a member's node into the council. Only at the steward's node.",
        description = {
            "",
            "The member has offered a seat before. A council of two stops when either is away: add the third soon."
        },
        footer = {"", "Examples:", "  commonwatch community council add 'North Grid'"})
final class CouncilAddCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Mixin
    private CommunityOption in = new CommunityOption();

    @Parameters(paramLabel = "MEMBER", description = "The organisation's name or its org-... name.")
    private String member = "";

    private final Surroundings surroundings;

    CouncilAddCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        Council council = Council.of(at.node(surroundings), in.name());
        List<String> members = new ArrayList<>(council.ordering());
        members.add(council.member(member));
        JsonNode status = council.name(members);
        if (answer.json()) {
            surroundings.console().print(status);
        } else {
            surroundings.console().print("named. " + council.sentence(members));
            surroundings.console().note("The node joins by itself; see: commonwatch community council status");
        }
        return Exit.DONE;
    }
}
