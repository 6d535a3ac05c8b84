package org.commonwatch.node.notify;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.commonwatch.node.matching.HitListener;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.SqliteStore;

/**
 * News of hits, written with them. At most three rows a hit, and each is gone a moment later, so the table needs no bound of its
 * own: it cannot outgrow the table of hits.
 */
@ApplicationScoped
class News implements HitListener {
    private final SqliteStore local;

    /** Whether anybody listens. True until we know, because news that nobody wants is thrown away later as well. */
    private volatile boolean wanted = true;

    @Inject
    News(@Local SqliteStore local) {
        this.local = local;
    }

    @Override
    public void heard(Db db, long hit, Occasion occasion) {
        if (wanted) {
            db.update("INSERT INTO notify_news (hit, occasion) VALUES (?, ?)", hit, Noticed.code(occasion));
        }
    }

    /** Called after channels came or went. */
    void wanted(boolean byAnybody) {
        wanted = byAnybody;
    }

    /** The oldest, in order. */
    List<Noticed> oldest(int limit) {
        return local.read(db -> db.query(
                "SELECT seq, hit, occasion FROM notify_news ORDER BY seq LIMIT ?",
                row -> new Noticed(row.getLong(1), row.getLong(2), Noticed.occasion(row.getInt(3))),
                limit));
    }

    static void forget(Db db, long upTo) {
        db.update("DELETE FROM notify_news WHERE seq <= ?", upTo);
    }
}
