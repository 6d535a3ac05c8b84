package org.commonwatch.node.ledger;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.erasure.Erasures;
import org.commonwatch.node.pages.NavigationItem;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.spine.Entries;
import org.commonwatch.node.spine.Entries.Entry;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Spine;
import org.jspecify.annotations.Nullable;

/** The ledger page: where a log stands, its checkpoint, and its entries with what became of them. */
@Path("/ledger")
@Allow(Right.READ)
public class LedgerResource {
    private static final int ENTRIES_MAX = 50;

    private final Logs logs;
    private final Entries entries;
    private final Erasures erasures;
    private final Spine spine;
    private final Caller caller;

    @Inject
    LedgerResource(Logs logs, Entries entries, Erasures erasures, Spine spine, Caller caller) {
        this.logs = logs;
        this.entries = entries;
        this.erasures = erasures;
        this.spine = spine;
        this.caller = caller;
    }

    /**
     * @param applied entries that replay has applied
     * @param checkpoint the signed note as text, the newest that is final
     * @param witnessed a quorum of members cosigns
     * @param focus the entry the page is asked to show; -1 for none
     * @param older where the next older entries start; -1 when there are none
     */
    record Page(
            List<Log> logs,
            Log log,
            long size,
            long applied,
            String root,
            String checkpoint,
            boolean witnessed,
            List<Line> lines,
            long focus,
            long older,
            boolean owner) {
        Page {
            logs = List.copyOf(logs);
            lines = List.copyOf(lines);
        }

        /** @param erasures orders that took its payload, or objects of it */
        record Line(Entry entry, List<Erasures.On> erasures) {
            Line {
                erasures = List.copyOf(erasures);
            }
        }

        public long behind() {
            return Math.max(0, size - applied);
        }
    }

    @CheckedTemplate(basePath = "ledger")
    static class Templates {
        private Templates() {}

        static native TemplateInstance ledger(Page page);

        static native TemplateInstance check(Log log, RootCheck.Result result);
    }

    /** @param entry list from this entry down */
    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance show(@QueryParam("log") @Nullable String name, @QueryParam("entry") @Nullable Long entry) {
        Gate gate = caller.gate(Action.VIEW);
        List<Log> known = logs.all().stream()
                .filter(log -> gate.decision(Entries.terms(log)).allowed())
                .toList();
        Optional<Log> log = name == null
                ? known.stream().findFirst()
                : known.stream().filter(one -> one.name().equals(name)).findFirst();
        return Templates.ledger(page(known, log.orElseThrow(NotFoundException::new), entry == null ? -1 : entry, gate));
    }

    /** Reads every entry of a log and recomputes its root; a form, because it costs the node work. */
    @POST
    @Path("/check")
    @Produces(MediaType.TEXT_HTML)
    @Allow(Right.OWNER)
    public TemplateInstance check(@FormParam("log") @Nullable String name) {
        Log log = Optional.ofNullable(name).flatMap(logs::named).orElseThrow(NotFoundException::new);
        return Templates.check(log, RootCheck.of(logs.reader(log)));
    }

    private Page page(List<Log> known, Log log, long focus, Gate gate) {
        SignedCheckpoint checkpoint = logs.reader(log).checkpoint();
        long before = focus >= 0 ? focus + 1 : Long.MAX_VALUE;
        List<Entry> shown = gate.openAll(entries.newest(log, before, ENTRIES_MAX));
        long last = shown.isEmpty() ? 0 : shown.getLast().leaf().index();
        return new Page(
                known,
                log,
                spine.finalSize(log),
                entries.applied(log),
                checkpoint.root().base64(),
                logs.reader(log)
                        .resource("checkpoint")
                        .map(note -> new String(note, StandardCharsets.UTF_8))
                        .orElse(""),
                spine.witnessed(log),
                shown.stream()
                        .map(entry -> new Page.Line(
                                entry,
                                entry.leaf().objects() == 0
                                        ? List.of()
                                        : erasures.on(log, entry.leaf().index())))
                        .toList(),
                focus,
                last - 1,
                caller.reader().owner());
    }

    @Singleton
    static class Navigation implements NavigationItem {
        @Override
        public int order() {
            return 40;
        }

        @Override
        public String title() {
            return "Ledger";
        }

        @Override
        public String path() {
            return "/ledger";
        }

        @Override
        public boolean leadsTo(String path) {
            return path.equals("/ledger") || path.equals("/ledger/check");
        }
    }
}
