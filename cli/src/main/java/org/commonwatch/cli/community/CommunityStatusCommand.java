package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
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
        header = "Says how the communities of this node stand: members, cosigners, who waits.",
        description = {"", "Exit code 1 when something keeps this node from following one of them."},
        footer = {
            "",
            "Examples:",
            "  commonwatch community status",
            "  commonwatch community status --json | jq -r .fingerprint"
        })
final class CommunityStatusCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    private final Surroundings surroundings;

    CommunityStatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        JsonNode status = at.node(surroundings).get(ApiPath.of("communities"));
        Console console = surroundings.console();
        boolean good = true;
        for (JsonNode community : status.path("communities")) {
            good &= Json.text(community, "trouble").isEmpty();
        }
        if (answer.json()) {
            console.print(status);
        } else {
            console.print("this node    " + SafeText.line(Json.text(status, "self")));
            console.print("fingerprint  " + SafeText.line(Json.text(status, "fingerprint")));
            for (JsonNode community : status.path("communities")) {
                print(console, community);
            }
            if (status.path("communities").isEmpty()) {
                console.note("No community yet; see: commonwatch community create --help, community join --help");
            }
        }
        return good ? Exit.DONE : Exit.REFUSED;
    }

    private static void print(Console console, JsonNode community) {
        console.print("");
        console.print(SafeText.line(Json.text(community, "name")) + ": "
                + SafeText.line(Json.text(community, "role")) + ", " + Json.text(community, "size") + " entries final, "
                + Json.text(community, "applied") + " applied; quorum " + SafeText.line(Json.text(community, "policy"))
                + (community.path("epoch").asLong() > 1 ? "; epoch " + Json.text(community, "epoch") : "")
                + "; newest " + SafeText.line(Json.text(community, "finality")));
        String trouble = Json.text(community, "trouble");
        if (!trouble.isEmpty()) {
            console.print("trouble: " + SafeText.line(trouble));
        }
        String council = Json.text(community, "council");
        if (!council.isEmpty()) {
            console.print("council: " + SafeText.line(council));
        }
        String state = Json.text(community, "state");
        if (!state.isEmpty()) {
            console.print("state: " + SafeText.line(state));
        }
        long sealed = community.path("sealed").asLong();
        if (sealed > 0) {
            console.print(sealed + (sealed == 1 ? " entry is" : " entries are")
                    + " sealed: this node has no key for what is in it");
        }
        long underWay = community.path("under_way").asLong();
        if (underWay > 0) {
            console.print(underWay + " of this node's statements wait to be taken into the log");
        }
        Table members = new Table()
                .column("MEMBER")
                .column("KIND")
                .column("ORDERS")
                .column("COSIGNED")
                .column("LAG")
                .wholeColumn("NAME")
                .column("NODE");
        for (JsonNode member : community.path("members")) {
            boolean cosigns = member.path("cosigns").asBoolean();
            long held = member.path("held").asLong();
            long lag = member.path("lag").asLong();
            String problem = Json.text(member, "trouble");
            members.row(
                    Json.text(member, "title") + (member.path("steward").asBoolean() ? " (steward)" : ""),
                    Json.text(member, "kind"),
                    Json.text(member, "order"),
                    !cosigns
                            ? "does not cosign yet"
                            : (held < 0 ? "?" : "" + held)
                                    + (member.path("new_cosigner").asBoolean() ? ", new key to come" : ""),
                    problem.isEmpty() ? (lag < 0 ? "" : "" + lag) : problem,
                    Json.text(member, "name"),
                    Json.text(member, "url"));
        }
        if (!members.isEmpty()) {
            console.print(members);
        }
        for (JsonNode asked : community.path("requests")) {
            String member = Json.text(asked, "member");
            console.print((member.isEmpty()
                            ? "waits to be admitted: " + SafeText.line(Json.text(asked, "title"))
                            : "asks for new keys in the name of the member " + SafeText.line(member))
                    + " (" + SafeText.line(Json.text(asked, "kind")) + "), fingerprint "
                    + SafeText.line(Json.text(asked, "fingerprint")));
            console.print("  compare it with them, then: commonwatch community "
                    + (member.isEmpty() ? "confirm " : "rekey ")
                    + SafeText.line(Json.text(community, "name")) + " " + SafeText.line(Json.text(asked, "id")));
        }
    }
}
