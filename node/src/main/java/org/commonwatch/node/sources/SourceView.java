package org.commonwatch.node.sources;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.commonwatch.telemetry.LogFormat;

/** A source as the API shows it. */
final class SourceView {
    private SourceView() {}

    static ObjectNode of(Sources.Standing standing) {
        Source source = standing.source();
        Totals totals = standing.totals();
        ObjectNode view = JsonNodeFactory.instance
                .objectNode()
                .put("name", source.name())
                .put("kind", source.settings().kind().word())
                .put("state", standing.state().word())
                .put("format", source.format().map(LogFormat::word).orElse("auto"))
                .put("zone", source.zone().getId())
                .put("remember", source.remember())
                .put("created_at", source.created().toString());
        view.set("settings", source.settings().shown());
        standing.port().ifPresent(port -> view.put("listening_port", port));
        standing.connection().ifPresent(connection -> view.put("connection", connection));
        view.put("lines", totals.lines())
                .put("bytes", totals.bytes())
                .put("hits", totals.hits())
                .put("lines_read", totals.understood().lines())
                .put("lines_not_understood", totals.understood().misfits())
                .put("times_undetermined", totals.understood().untimed())
                .put("lines_per_second", Math.round(standing.rate() * 10) / 10.0)
                .put("lag_bytes", standing.lagBytes())
                .put("files_left_out", standing.leftOut())
                .put("last_line_at", totals.lastLine().map(Instant::toString).orElse(null));
        standing.failure()
                .ifPresentOrElse(
                        failure -> view.putObject("last_error")
                                .put("message", failure.message())
                                .put("at", failure.at().toString()),
                        () -> view.putNull("last_error"));
        ArrayNode dropped = view.putArray("dropped");
        totals.losses()
                .forEach(loss -> dropped.addObject()
                        .put("reason", loss.reason().word())
                        .put("count", loss.count())
                        .put("what", loss.reason().sentence()));
        return view;
    }

    static ObjectNode list(List<Sources.Standing> standings) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode list = answer.putArray("sources");
        standings.forEach(standing -> list.add(of(standing)));
        return answer;
    }
}
