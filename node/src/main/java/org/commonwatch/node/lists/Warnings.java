package org.commonwatch.node.lists;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.commonwatch.intake.warninglist.ListFiles;
import org.commonwatch.intake.warninglist.WarningList;
import org.commonwatch.intake.warninglist.WarningLists;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.values.IndicatorValue;

/**
 * The warning lists in use. Built from {@code local.db} when first asked, so that starting costs nothing, and anew when
 * lists are loaded; a question reads an immutable index and takes no lock. A list replaces the one of its name.
 */
@ApplicationScoped
public class Warnings implements Supplier<WarningLists> {
    private final SqliteStore local;
    private final Clock clock;

    /** Empty until somebody asks. */
    private volatile Optional<InUse> inUse = Optional.empty();

    private record InUse(WarningLists index, List<LoadedList> lists) {
        InUse {
            lists = List.copyOf(lists);
        }
    }

    /**
     * What came of loading lists.
     *
     * @param lists how many were taken
     * @param values how many entries they have
     * @param problems lists that were left out, and entries of others that cannot be used
     */
    public record Loaded(int lists, long values, List<Refusal> problems) {
        public Loaded {
            problems = List.copyOf(problems);
        }
    }

    @Inject
    Warnings(@Local SqliteStore local, Clock clock) {
        this.local = local;
        this.clock = clock;
    }

    /** One flag for each list the value is on. */
    public List<ListFlag> flags(IndicatorValue value) {
        return inUse().index().on(value).stream()
                .map(list -> new ListFlag(value.text(), value.kind().word(), list.name(), reason(list)))
                .toList();
    }

    @Override
    public WarningLists get() {
        return index();
    }

    /** The lists themselves, for intake. */
    public WarningLists index() {
        return inUse().index();
    }

    /** All lists in use, our own first, then by name. */
    public List<LoadedList> all() {
        return inUse().lists();
    }

    /**
     * Takes every list of a file: one list in MISP's JSON, or a tar archive of them, compressed or not.
     *
     * @throws Refused {@code list-too-many-entries} when all together would break the bound; nothing is then changed
     * @throws IOException when the file cannot be read or is a broken archive
     */
    public synchronized Loaded load(Path file) throws Refused, IOException {
        Map<String, WarningList> fresh = new TreeMap<>();
        List<Refusal> problems = new ArrayList<>();
        ListFiles.read(
                file,
                (place, list) -> fresh.put(list.name(), list),
                (place, refusal) -> problems.add(place.equals(file.toString()) ? refusal : refusal.under(place)));
        Map<String, WarningList> all = stored();
        all.putAll(fresh);
        InUse next = build(all);
        save(fresh);
        inUse = Optional.of(next);
        next.index().problems().stream()
                .filter(problem ->
                        fresh.keySet().stream().anyMatch(name -> problem.path().startsWith(name + " /list/")))
                .forEach(problems::add);
        long values =
                fresh.values().stream().mapToLong(list -> list.entries().size()).sum();
        return new Loaded(fresh.size(), values, problems);
    }

    private InUse inUse() {
        Optional<InUse> known = inUse;
        return known.isPresent() ? known.get() : buildOnce();
    }

    private synchronized InUse buildOnce() {
        if (inUse.isEmpty()) {
            try {
                inUse = Optional.of(build(stored()));
            } catch (Refused e) {
                throw new IllegalStateException("the stored warning lists break a bound they kept before", e);
            }
        }
        return inUse.orElseThrow();
    }

    private static InUse build(Map<String, WarningList> loaded) throws Refused {
        WarningLists.Builder builder = new WarningLists.Builder().addBuiltIn();
        for (WarningList list : loaded.values()) {
            builder.add(list);
        }
        WarningLists index = builder.build();
        int builtIn = index.lists().size() - loaded.size();
        List<LoadedList> lists = new ArrayList<>();
        for (int i = 0; i < index.lists().size(); i++) {
            lists.add(described(index.lists().get(i), index.sizes().get(i), i < builtIn));
        }
        return new InUse(index, lists);
    }

    private Map<String, WarningList> stored() {
        Map<String, WarningList> lists = new TreeMap<>();
        local.read(db -> db.query("SELECT json_gzip FROM warning_list", row -> ListJson.read(row.getBytes(1))))
                .forEach(list -> lists.put(list.name(), list));
        return lists;
    }

    private void save(Map<String, WarningList> lists) {
        long now = clock.instant().getEpochSecond();
        local.write(db -> {
            for (WarningList list : lists.values()) {
                db.update(
                        "INSERT INTO warning_list VALUES (?,?,?) ON CONFLICT (name) DO UPDATE SET"
                                + " added_second = excluded.added_second, json_gzip = excluded.json_gzip",
                        list.name(),
                        now,
                        ListJson.write(list));
            }
            return lists.size();
        });
    }

    private static LoadedList described(WarningList list, int entries, boolean builtIn) {
        return new LoadedList(
                list.name(),
                list.description(),
                list.version(),
                list.kind().name().toLowerCase(Locale.ROOT),
                entries,
                builtIn);
    }

    private static String reason(WarningList list) {
        return list.description().isBlank() ? "On the list “" + list.name() + "”." : list.description();
    }
}
