package org.commonwatch.node.ledger;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.proof.TlogProof;
import org.commonwatch.ledger.tile.TilePath;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.erasure.Erasures;
import org.commonwatch.node.http.Problem;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Guarded;
import org.commonwatch.node.spine.Entries;
import org.commonwatch.node.spine.Entries.Entry;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Payloads;
import org.jspecify.annotations.Nullable;

/**
 * The files of a log as C2SP tlog-tiles names them: for the owner's own verifiers and backups, and a community's for its
 * members' nodes, which follow it. The home log is among them, since only the owner asks for anything but the community that
 * it is a member of; raw payloads pass the gate object by object, which keeps the home log's in.
 */
@Path("/ledger/{log}")
@Allow(Right.MEMBER)
public class LogFilesResource {
    /** A full tile never changes (tlog-tiles); a partial one neither, but a wider one soon takes its place. */
    private static final String FOR_EVER = "private, max-age=31536000, immutable";

    /** As C2SP tlog-proof recommends. */
    private static final String PROOF_SUFFIX = ".tlog-proof";

    /** The code of the answer when a payload is gone for good. */
    private static final String ERASED = "payload-erased";

    private static final String TEXT = "text/plain; charset=utf-8";

    private final Logs logs;
    private final Entries entries;
    private final ServedPayloads served;
    private final Payloads payloads;
    private final Erasures erasures;
    private final Caller caller;

    @Inject
    LogFilesResource(
            Logs logs, Entries entries, ServedPayloads served, Payloads payloads, Erasures erasures, Caller caller) {
        this.logs = logs;
        this.entries = entries;
        this.served = served;
        this.payloads = payloads;
        this.erasures = erasures;
        this.caller = caller;
    }

    @GET
    @Path("checkpoint")
    @Allow(Right.COSIGNER)
    public Response checkpoint(@PathParam("log") String name) {
        return log(name)
                .flatMap(log -> logs.reader(log).resource("checkpoint"))
                .map(bytes -> Response.ok(bytes, TEXT)
                        .header("Cache-Control", "no-cache")
                        .build())
                .orElseGet(LogFilesResource::nothing);
    }

    @GET
    @Path("tile/{path: .+}")
    @Allow(Right.COSIGNER)
    public Response tile(
            @PathParam("log") String name,
            @PathParam("path") String path,
            @HeaderParam("Accept-Encoding") @Nullable String encodings) {
        String file = "tile/" + path;
        boolean full = TilePath.parse(file).map(tile -> !tile.isPartial()).orElse(false);
        return log(name)
                .flatMap(log -> logs.reader(log).resource(file))
                .map(bytes -> Packed.binary(bytes, file.startsWith("tile/entries"), encodings)
                        .header("Cache-Control", full ? FOR_EVER : "no-cache")
                        .build())
                .orElseGet(LogFilesResource::nothing);
    }

    /** Checkpoints at which one policy took over from another, for who was away meanwhile. */
    @GET
    @Path("{path: handovers|handover/[0-9]{1,18}}")
    @Allow(Right.COSIGNER)
    public Response handover(@PathParam("log") String name, @PathParam("path") String path) {
        return log(name)
                .flatMap(log -> logs.reader(log).resource(path))
                .map(bytes -> Response.ok(bytes, TEXT)
                        .header("Cache-Control", "no-cache")
                        .build())
                .orElseGet(LogFilesResource::nothing);
    }

    @GET
    @Path("proof/{index: [0-9]{1,15}}")
    public Response proof(@PathParam("log") String name, @PathParam("index") long index) {
        return log(name)
                .flatMap(log -> logs.reader(log)
                        .finalCheckpoint()
                        .filter(checkpoint -> index < checkpoint.size())
                        .map(checkpoint -> TlogProof.of(logs.reader(log), index, checkpoint)))
                .map(proof -> Response.ok(proof.toBytes(), TEXT)
                        .header("Cache-Control", "no-cache")
                        .header(
                                "Content-Disposition",
                                "attachment; filename=\"" + name + "-" + index + PROOF_SUFFIX + "\"")
                        .build())
                .orElseGet(LogFilesResource::nothing);
    }

    /** A payload file, packed unless it is ciphertext, which does not get smaller: 403 with the rule when an object in it may not leave as it is, 410 with the order when it was erased. */
    @GET
    @Path("payload/{folder: [0-9a-f]{2}}/{rest: [0-9a-f]{62}}")
    public Response payload(
            @PathParam("log") String name,
            @PathParam("folder") String folder,
            @PathParam("rest") String rest,
            @HeaderParam("Accept-Encoding") @Nullable String encodings) {
        Gate gate = caller.gate(caller.reader().owner() ? Action.PAYLOAD : Action.MIRROR);
        Optional<Log> log = log(name);
        Digest statement = Digest.fromHex(folder + rest);
        Optional<Guarded<Entry>> entry = log.flatMap(known -> entries.of(known, statement));
        if (log.isEmpty() || entry.isEmpty()) {
            return nothing();
        }
        Optional<Response> erased = erased(log.orElseThrow(), entry.orElseThrow());
        if (erased.isPresent()) {
            return erased.orElseThrow();
        }
        if (!served.mayGo(entry.orElseThrow(), log.orElseThrow(), gate)) {
            return Problem.of(
                            Response.Status.FORBIDDEN,
                            "payload-stays",
                            "Something in this payload may not leave the node as it is: it stands on the home log, is a"
                                    + " sample, or was recalled.")
                    .response();
        }
        return payloads.file(log.orElseThrow(), statement)
                .map(bytes -> Packed.binary(bytes, !payloads.isSealed(log.orElseThrow(), statement), encodings)
                        .header("Cache-Control", "no-cache")
                        .header(
                                "Content-Disposition",
                                "attachment; filename=\""
                                        + PayloadStore.path(statement)
                                                .replace('/', '-')
                                                .toLowerCase(Locale.ROOT) + "\"")
                        .build())
                .orElseGet(LogFilesResource::nothing);
    }

    /** What an order took, or is about to take: neither is given out. Whoever may read the leaf may read the order. */
    private Optional<Response> erased(Log log, Guarded<Entry> entry) {
        Optional<Entry> open = caller.gate(Action.MIRROR)
                .open(entry)
                .or(() -> caller.gate(Action.HISTORY).open(entry));
        if (open.isEmpty()) {
            return Optional.empty();
        }
        Entry found = open.orElseThrow();
        List<Erasures.On> orders = erasures.on(log, found.leaf().index());
        // Several orders for single objects may have taken all of it, and one for a marking's definition does.
        Optional<Erasures.On> whole = orders.stream()
                .filter(order ->
                        order.whole() || payloads.file(log, found.statement()).isEmpty())
                .findFirst();
        if (whole.isPresent()) {
            Erasures.Order order = whole.orElseThrow().order();
            return Optional.of(Problem.of(
                            Response.Status.GONE,
                            ERASED,
                            "The payload of entry " + found.leaf().index() + " was erased by entry " + order.entry()
                                    + " of " + log.name() + " (" + order.reason() + ").")
                    .response());
        }
        boolean remains = orders.stream()
                .anyMatch(order -> payloads.remains(log, found.leaf().index(), order.positions()));
        return remains
                ? Optional.of(Problem.of(
                                Response.Status.SERVICE_UNAVAILABLE,
                                "payload-erasing",
                                "Objects of the payload are being erased; ask again in a moment.")
                        .response())
                : Optional.empty();
    }

    private Optional<Log> log(String name) {
        return logs.named(name);
    }

    private static Response nothing() {
        return Problem.of(
                        Response.Status.NOT_FOUND,
                        "no-such-file",
                        "The log has no such file, or has not published it yet.")
                .response();
    }
}
