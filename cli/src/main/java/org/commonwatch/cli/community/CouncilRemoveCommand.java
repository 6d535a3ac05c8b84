package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Asking;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "remove",
        header = "Takes a member's node out of the council. Only at the steward's node.",
        description = {
            "",
            "Shows who is left and how many of them may be away, and asks; without a terminal --yes is needed. The member stays "
                    + "a member and follows the log."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch community council remove 'North Grid' --preview",
            "  commonwatch community council remove 'North Grid' --yes"
        })
final class CouncilRemoveCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Mixin
    private CommunityOption in = new CommunityOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "MEMBER", description = "The organisation's name or its org-... name.")
    private String member = "";

    @Option(names = "--preview", description = "Only show who would be left.")
    private boolean previewOnly;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    private final Surroundings surroundings;

    CouncilRemoveCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        Console console = surroundings.console();
        Asking.check(
                Objects.requireNonNull(spec),
                console,
                answer,
                yes || previewOnly,
                "add --yes to remove, or --preview to look.");
        Council council = Council.of(at.node(surroundings), in.name());
        String leaves = council.member(member);
        List<String> left = left(council, leaves);
        if (previewOnly || !yes) {
            preview(council, left);
            if (previewOnly) {
                return Exit.DONE;
            }
            if (!console.confirm("Take " + SafeText.line(council.title(leaves)) + " out of the council?")) {
                console.note("Nothing was changed.");
                return Exit.REFUSED;
            }
        }
        JsonNode status = council.name(left);
        if (answer.json()) {
            console.print(status);
        } else {
            console.print("named. " + council.sentence(left));
        }
        return Exit.DONE;
    }

    private static List<String> left(Council council, String leaves) throws Refused {
        List<String> left = new ArrayList<>(council.ordering());
        if (!left.remove(leaves)) {
            throw Refusal.of("seat-not-taken", "", "The member is not in the council.", council.title(leaves))
                    .toException();
        }
        if (left.isEmpty()) {
            throw Refusal.of("council-size", "", "Somebody must order the log: add another one first.")
                    .toException();
        }
        return left;
    }

    private void preview(Council council, List<String> left) {
        if (answer.json()) {
            var preview = Json.object().put("may_fail", (left.size() - 1) / 2);
            var names = preview.putArray("members");
            left.forEach(names::add);
            surroundings.console().print(preview);
        } else {
            surroundings.console().print("afterwards " + council.sentence(left));
        }
    }
}
