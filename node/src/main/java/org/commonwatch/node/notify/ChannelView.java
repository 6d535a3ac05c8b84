package org.commonwatch.node.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Channels and what they sent, as the API shows them. Times are RFC 3339, UTC. */
final class ChannelView {
    private ChannelView() {}

    static ObjectNode list(List<Channels.Standing> all) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode list = answer.putArray("channels");
        all.forEach(one -> list.add(of(one)));
        return answer;
    }

    static ObjectNode of(Channels.Standing standing) {
        Channel channel = standing.channel();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("name", channel.name())
                .put("kind", channel.target().kind().word())
                .put("state", standing.state().word())
                .put("where", channel.target().where());
        json.setAll(channel.target().shown());
        channel.interest().write(json);
        channel.pace().write(json);
        Channel.Tally tally = channel.tally();
        json.put("max_tlp", channel.maxTlp().word())
                .put("include_line", channel.withLine())
                .put("created_at", channel.created().toString())
                .put(
                        "waiting",
                        standing.backlog().waiting() + standing.backlog().messages())
                .put("held_back", standing.backlog().held())
                .put("sent", tally.sent())
                .put("hits_told", tally.told())
                .put("withheld", tally.withheld())
                .put("dropped", tally.dropped())
                .put("failed", tally.failed())
                .put("last_sent_at", text(tally.success()))
                .put("failures_in_a_row", tally.failures());
        tally.failure()
                .ifPresent(failure -> json.putObject("last_error")
                        .put("code", failure.code())
                        .put("message", failure.message())
                        .put("at", failure.at().toString()));
        return json;
    }

    static ObjectNode log(List<Delivery> deliveries) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode list = answer.putArray("messages");
        deliveries.forEach(delivery -> list.add(of(delivery)));
        return answer;
    }

    private static ObjectNode of(Delivery delivery) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("delivery", delivery.id())
                .put("form", delivery.form().word())
                .put("state", delivery.state().word())
                .put("made_at", delivery.made().toString())
                .put("ended_at", text(delivery.ended()))
                .put("attempts", delivery.attempts())
                .put("hits", delivery.hits())
                .put("dropped", delivery.beyond());
        delivery.hit().ifPresent(hit -> json.put("hit", hit));
        delivery.error().ifPresent(error -> json.put("error", error));
        if (delivery.state() == Delivery.State.WAITING) {
            json.put("next_attempt_at", delivery.due().toString());
        }
        return json;
    }

    private static String text(Optional<Instant> at) {
        return at.map(Instant::toString).orElse("");
    }
}
