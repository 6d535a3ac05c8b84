package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Table;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.Node;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/** The council of one community as the node tells it; what is asked for is the whole council after the change. */
final class Council {
    private final Node node;
    private final String community;
    private final JsonNode status;

    private Council(Node node, String community, JsonNode status) {
        this.node = node;
        this.community = community;
        this.status = status;
    }

    /** @param named the community; when empty, the only one that the node has */
    static Council of(Node node, Optional<String> named) throws Refused {
        String community = community(node, named);
        return new Council(node, community, node.get(path(community)));
    }

    static String community(Node node, Optional<String> named) throws Refused {
        if (named.isPresent()) {
            return named.get();
        }
        JsonNode all = node.get(ApiPath.of("communities")).path("communities");
        if (all.size() != 1) {
            throw Refusal.of(
                            "community-unnamed",
                            "",
                            "This node has " + all.size() + " communities: say which with --community NAME.")
                    .toException();
        }
        return Json.text(all.path(0), "name");
    }

    static ApiPath path(String community) {
        return ApiPath.of("communities", community, "council");
    }

    String community() {
        return community;
    }

    JsonNode status() {
        return status;
    }

    /** Names of those who are to order: the council that was named, or the founder alone. */
    List<String> ordering() {
        List<String> names = new ArrayList<>();
        for (JsonNode seat : status.path("seats")) {
            boolean alone =
                    status.path("alone").asBoolean() && Json.text(seat, "order").equals("orders");
            if (seat.path("named").asBoolean() || alone) {
                names.add(Json.text(seat, "name"));
            }
        }
        return names;
    }

    /** What people call a member. */
    String title(String name) {
        for (JsonNode seat : status.path("seats")) {
            if (Json.text(seat, "name").equals(name)) {
                return Json.text(seat, "title");
            }
        }
        return name;
    }

    /**
     * The one that is meant, by name or by title.
     *
     * @throws Refused {@code seat-unknown}
     */
    String member(String given) throws Refused {
        List<String> found = new ArrayList<>();
        for (JsonNode seat : status.path("seats")) {
            if (Json.text(seat, "name").equals(given)
                    || Json.text(seat, "title").equalsIgnoreCase(given)) {
                found.add(Json.text(seat, "name"));
            }
        }
        if (found.size() != 1) {
            throw Refusal.of(
                            "seat-unknown",
                            "",
                            "Nobody of this name has offered a seat, or more than one; see: community council status",
                            given)
                    .toException();
        }
        return found.getFirst();
    }

    JsonNode name(List<String> members) throws Refused {
        ObjectNode body = Json.object();
        ArrayNode names = body.putArray("members");
        members.forEach(names::add);
        return node.put(path(community), body);
    }

    /** {@code 3 nodes order: A, B, C; 1 of them may be away}. */
    String sentence(List<String> members) {
        int mayFail = (members.size() - 1) / 2;
        List<String> titles =
                members.stream().map(this::title).map(SafeText::line).toList();
        return (members.size() == 1 ? "1 node orders: " : members.size() + " nodes order: ")
                + String.join(", ", titles) + "; "
                + (mayFail == 0 ? "none" : "" + mayFail) + " of them may be away";
    }

    static void print(Console console, JsonNode status) {
        for (String name : List.of("waiting", "trouble")) {
            String text = Json.text(status, name);
            if (!text.isEmpty()) {
                console.print(name + ": " + SafeText.line(text));
            }
        }
        Table seats = new Table()
                .column("MEMBER")
                .column("ORDERS")
                .column("HELD")
                .wholeColumn("NAME")
                .column("ADDRESS");
        for (JsonNode seat : status.path("seats")) {
            long held = seat.path("held").asLong();
            seats.row(
                    Json.text(seat, "title") + (seat.path("self").asBoolean() ? " (this node)" : ""),
                    Json.text(seat, "order"),
                    held < 0 ? "?" : "" + held,
                    Json.text(seat, "name"),
                    Json.text(seat, "address"));
        }
        console.print(seats);
    }
}
