package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.Node;
import org.commonwatch.kernel.Refused;

/** Brings the nodes of the demo to order their community's log together, one after the other as `community council` does. */
final class DemoCouncil {
    /** For one entry to be final and one node to be added; loaded machines take seconds. */
    private static final Duration STEP_MAX = Duration.ofSeconds(90);

    private final List<Node> all;
    private final String community;
    private final Consumer<String> say;

    /** @param all the steward's first */
    DemoCouncil(List<Node> all, String community, Consumer<String> say) {
        this.all = List.copyOf(all);
        this.community = community;
        this.say = say;
    }

    /** What the steward's node says of the council when all are in it. */
    JsonNode form() throws Refused {
        long start = System.nanoTime();
        List<String> names = new ArrayList<>();
        for (Node node : all) {
            names.add(Json.text(node.get(ApiPath.of("communities")), "self"));
            offer(node);
        }
        Patience.until("the steward to know of every seat", STEP_MAX, () -> offered() == all.size());
        for (int size = 2; size <= all.size(); size++) {
            name(names.subList(0, size));
            List<Node> members = all.subList(0, size);
            Patience.until("a council of " + size, STEP_MAX, () -> complete(members));
        }
        say.accept(
                "a council of " + all.size() + " orders the log after " + Patience.millis(System.nanoTime() - start));
        JsonNode status = status(all.getFirst());
        for (JsonNode seat : status.path("seats")) {
            say.accept("  " + SafeText.line(Json.text(seat, "title")) + " " + Json.text(seat, "order") + " at "
                    + SafeText.line(Json.text(seat, "address")));
        }
        return status;
    }

    private JsonNode status(Node node) throws Refused {
        return node.get(Council.path(community));
    }

    private void offer(Node node) throws Refused {
        try {
            node.post(ApiPath.of("communities", community, "council", "seat"), Json.object());
        } catch (Refused refused) {
            passPending(refused);
        }
    }

    private void name(List<String> members) throws Refused {
        try {
            Council.of(all.getFirst(), Optional.of(community)).name(members);
        } catch (Refused refused) {
            passPending(refused);
        }
    }

    /** An entry that is under way and not final yet is waited for afterwards. */
    private static void passPending(Refused refused) throws Refused {
        if (!refused.refusal().code().equals("pending")) {
            throw refused;
        }
    }

    private int offered() throws Refused {
        int offered = 0;
        for (JsonNode seat : status(all.getFirst()).path("seats")) {
            offered += Json.text(seat, "address").isEmpty() ? 0 : 1;
        }
        return offered;
    }

    /** Whether each of them takes part and sees all of them do so, one of them leading. */
    private boolean complete(List<Node> members) throws Refused {
        for (Node node : members) {
            List<String> orders = new ArrayList<>();
            for (JsonNode seat : status(node).path("seats")) {
                orders.add(Json.text(seat, "order"));
            }
            long ordering = orders.stream().filter("orders"::equals).count();
            if (!orders.contains("leads") || ordering + 1 != members.size()) {
                return false;
            }
        }
        return true;
    }
}
