package org.commonwatch.node.ledger;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Guarded;
import org.commonwatch.node.spine.Entries;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;

/**
 * The payload files of many entries in one answer, for a member's node that has entries to catch up with: a question for each
 * small payload would cost more than the payload. Each passes the gate as if it were asked for alone; what may not go, is not here
 * or does not fit is left out, and asked for alone, which says why.
 *
 * <p>For each payload in the order of the entries: {@code index (u64), length (u32), file}, big-endian.
 */
@Path("/ledger/{log}/payloads")
@Allow(Right.MEMBER)
public class PayloadRunResource {
    /** Entries of one question. */
    private static final long ENTRIES_MAX = 1_024;

    /** Bytes of one answer, unless its only payload is larger. */
    private static final int BYTES_MAX = 4 * 1024 * 1024;

    private final Logs logs;
    private final Entries entries;
    private final ServedPayloads served;
    private final Caller caller;

    @Inject
    PayloadRunResource(Logs logs, Entries entries, ServedPayloads served, Caller caller) {
        this.logs = logs;
        this.entries = entries;
        this.served = served;
        this.caller = caller;
    }

    /** Of entries {@code [from, to)}; of the first 1,024 at most. */
    @GET
    @Path("{from: [0-9]{1,15}}/{to: [0-9]{1,15}}")
    public Response run(@PathParam("log") String name, @PathParam("from") long from, @PathParam("to") long to) {
        Log log = logs.named(name).orElseThrow(NotFoundException::new);
        Gate gate = caller.gate(caller.reader().owner() ? Action.PAYLOAD : Action.MIRROR);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Guarded<Entries.Entry> entry : entries.withPayloads(log, from, Math.min(to, from + ENTRIES_MAX))) {
            Optional<byte[]> file = served.file(entry, log, gate);
            if (file.isPresent()) {
                byte[] bytes = file.orElseThrow();
                if (out.size() > 0 && out.size() + bytes.length > BYTES_MAX) {
                    break;
                }
                long index = gate.open(entry).orElseThrow().leaf().index();
                out.writeBytes(ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                        .putLong(index)
                        .putInt(bytes.length)
                        .array());
                out.writeBytes(bytes);
            }
        }
        return Response.ok(out.toByteArray(), "application/octet-stream")
                .header("Cache-Control", "no-cache")
                .build();
    }
}
