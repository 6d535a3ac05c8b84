package org.commonwatch.node.sources;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.http.Problem;
import org.commonwatch.node.spine.TooBusy;
import org.jspecify.annotations.Nullable;

/** Takes lines that programs push. */
@Path("/api/v1/sources/{name}/lines")
@Produces(MediaType.APPLICATION_JSON)
public class PushResource {
    /** Pushes held in memory at once; the rest wait their turn. */
    private static final int PUSHES_AT_ONCE_MAX = 2;

    /** Longest wait for a turn. */
    private static final int PATIENCE_SECONDS = 20;

    private static final int UNPROCESSABLE = 422;
    private static final String KEY_PATTERN = "[\\x21-\\x7e]{1,255}";

    private static final Semaphore TURNS = new Semaphore(PUSHES_AT_ONCE_MAX, true);

    private final Sources sources;
    private final Caller caller;

    @Inject
    PushResource(Sources sources, Caller caller) {
        this.sources = sources;
        this.caller = caller;
    }

    /**
     * Answers after the lines are matched and everything is committed.
     *
     * @param key makes it safe to send the same lines again when no answer came
     */
    @POST
    @Consumes(MediaType.WILDCARD)
    @Allow(Right.PUSH)
    public Response push(
            @PathParam("name") String name,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String type,
            InputStream body)
            throws Refused, IOException {
        Optional<Response> no = refusal(name);
        if (no.isPresent()) {
            return no.orElseThrow();
        }
        if (key != null && !key.matches(KEY_PATTERN)) {
            throw Refusal.of("idempotency-key", "", "An Idempotency-Key has 1 to 255 visible ASCII characters.", key)
                    .toException();
        }
        String media = Optional.ofNullable(type).orElse("text/plain").toLowerCase(Locale.ROOT);
        return inTurn(
                name,
                source -> answer(
                        source,
                        sources.push(
                                source,
                                PushBody.lines(body, media.split(";", 2)[0].strip()),
                                Optional.ofNullable(key))));
    }

    /**
     * Lines that say which they are, {@code stream TAB number TAB line}: whoever is not sure whether they came sends them again,
     * alone or with others, and none counts twice.
     */
    @POST
    @Path("numbered")
    @Consumes(MediaType.WILDCARD)
    @Allow(Right.PUSH)
    public Response pushNumbered(@PathParam("name") String name, InputStream body) throws Refused, IOException {
        Optional<Response> no = refusal(name);
        return no.isPresent()
                ? no.orElseThrow()
                : inTurn(
                        name,
                        source -> answer(
                                source, sources.pushNumbered(source, NumberedLine.read(PushBody.unpacked(body)))));
    }

    private Optional<Response> refusal(String name) {
        if (!caller.mayPush(name)) {
            return Optional.of(
                    Problem.of(Response.Status.FORBIDDEN, "not-allowed", "This token pushes to another source.")
                            .response());
        }
        Optional<Source> source = sources.named(name);
        if (source.filter(one -> one.settings() instanceof Settings.Push).isEmpty()) {
            return Optional.of(Problem.of(
                            Response.Status.NOT_FOUND, "source-unknown", "There is no source of that name to push to.")
                    .response());
        }
        if (source.orElseThrow().paused()) {
            return Optional.of(
                    Problem.of(Response.Status.CONFLICT, "source-paused", "The source is paused; nothing was taken in.")
                            .response());
        }
        return Optional.empty();
    }

    /** What is done when it is this push's turn. */
    private interface Taking {
        Response take(Source source) throws Refused, IOException;
    }

    private Response inTurn(String name, Taking taking) throws Refused, IOException {
        try {
            if (!TURNS.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new TooBusy(PUSHES_AT_ONCE_MAX + " pushes are being taken in already");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TooBusy("interrupted while waiting for a turn");
        }
        try {
            return taking.take(sources.named(name).orElseThrow(() -> new SourceGone(name)));
        } catch (SourceGone gone) {
            return Problem.of(Response.Status.NOT_FOUND, "source-unknown", "The source was removed meanwhile.")
                    .response();
        } finally {
            TURNS.release();
        }
    }

    private static Response answer(Source source, NumberedPushes.Done done) {
        return Response.ok(Map.of(
                        "source", source.name(),
                        "lines", done.lines(),
                        "hits", done.hits(),
                        "repeated", done.repeated()))
                .build();
    }

    private static Response answer(Source source, Pushes.Outcome outcome) {
        return switch (outcome) {
            case Pushes.Outcome.Done done ->
                Response.ok(Map.of(
                                "source", source.name(),
                                "lines", done.lines(),
                                "hits", done.hits(),
                                "repeated", done.repeated()))
                        .build();
            case Pushes.Outcome.KeyUsed used ->
                new Problem(
                                "about:blank",
                                "Unprocessable Content",
                                UNPROCESSABLE,
                                "This Idempotency-Key was sent before with other lines; nothing was taken in.",
                                "idempotency-key-used",
                                java.util.List.of())
                        .response();
        };
    }
}
