package org.commonwatch.node.spine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * Tables of projections alone, in a real {@code index.db}: entries are judged and applied as replay does it, one after the
 * other, whoever their author is. No log is written and nothing is signed.
 */
public final class TablesFixture implements AutoCloseable {
    private final Home home;
    private final SqliteStore local;
    private final SqliteStore index;
    private final List<Projection> projections;
    private final Fan fan = new Fan(1);

    private TablesFixture(Path folder, List<Projection> projections) {
        this.home = Home.open(folder);
        this.local = LocalStore.open(home, List.of());
        this.index = IndexStore.open(home, projections);
        this.projections = List.copyOf(projections);
    }

    public static TablesFixture open(Path folder, List<Projection> projections) {
        return new TablesFixture(folder, projections);
    }

    /** Code of the refusal; empty when the entry holds and was applied. */
    public <C> String entry(EntryType<C> type, Leaf leaf, ObjectNode body) {
        return index.write(db -> {
            try {
                C command = type.decode(body);
                Optional<Refusal> refusal = type.judge(command, leaf, nothing -> Optional.empty(), db);
                if (refusal.isPresent()) {
                    return refusal.orElseThrow().code();
                }
                Applied applied = new Applied(leaf, command, List.of(), Optional.empty(), fan);
                projections.forEach(projection -> projection.apply(applied, db));
                return "";
            } catch (Refused malformed) {
                return malformed.refusal().code();
            }
        });
    }

    /** What replay's own questions would be answered now. */
    public <T> T within(Function<Db, T> question) {
        return index.write(question);
    }

    public SqliteStore index() {
        return index;
    }

    @Override
    public void close() {
        index.close();
        local.close();
        home.close();
    }
}
