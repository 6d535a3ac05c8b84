package org.commonwatch.node.sharing;

import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;

/** Exports over the JSON API, streamed. */
@Path("/api/v1/export")
@Allow(Right.READ)
public class ExportResource {
    private final Export export;
    private final Logs logs;
    private final Caller caller;

    @Inject
    ExportResource(Export export, Logs logs, Caller caller) {
        this.export = export;
        this.logs = logs;
        this.caller = caller;
    }

    @GET
    public Response export(
            @QueryParam("format") @DefaultValue("stix") String format,
            @QueryParam("type") @DefaultValue("") String type,
            @QueryParam("log") @DefaultValue("") String log)
            throws Refused {
        Optional<Log> only = log.isEmpty() ? Optional.empty() : Optional.of(named(log));
        Export.Request request =
                new Export.Request(caller.gate(Action.EXPORT), Optional.of(type).filter(text -> !text.isEmpty()), only);
        return switch (format) {
            case "stix" -> file("application/stix+json;version=2.1", "json", out -> export.stix(request, out));
            case "misp" -> file("application/json", "misp.json", out -> export.misp(request, out));
            case "csv" -> file("text/csv;charset=utf-8", "csv", out -> export.csv(request, out));
            default ->
                throw Refusal.of(
                                "format-unknown",
                                "/format",
                                "Exports of objects are stix, misp or csv; those of values have addresses below this one.",
                                format)
                        .toException();
        };
    }

    private Log named(String name) throws Refused {
        return logs.named(name)
                .filter(log -> log.space() != Space.SAMPLE)
                .orElseThrow(() -> Refusal.of("log-unknown", "/log", "There is no such log to export.", name)
                        .toException());
    }

    private static Response file(String mediaType, String ending, StreamingOutput content) {
        return Response.ok(content)
                .header("Content-Type", mediaType)
                .header("Content-Disposition", "attachment; filename=\"commonwatch." + ending + "\"")
                .build();
    }
}
