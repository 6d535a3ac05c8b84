package org.commonwatch.node.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.stix.Tlp;

/** The table of channels. */
final class ChannelStore {
    /** Channels of one node: each has a thread of its own. */
    static final int CHANNELS_MAX = 32;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SELECT = """
            SELECT number, name, kind, target, wishes, paused, created, sent, told, withheld, dropped, failed, success,
              failures, error_code, error_message, error
            FROM notify_channel
            """;

    private final SqliteStore local;

    ChannelStore(SqliteStore local) {
        this.local = local;
    }

    enum Added {
        DONE,
        NAME_TAKEN,
        TOO_MANY
    }

    Added add(NewChannel channel, Instant now) {
        return local.write(db -> {
            if (db.number("SELECT count(*) FROM notify_channel") >= CHANNELS_MAX) {
                return Added.TOO_MANY;
            }
            int rows = db.update(
                    "INSERT INTO notify_channel (name, kind, target, wishes, paused, created) VALUES (?, ?, ?, ?, 0, ?)"
                            + " ON CONFLICT (name) DO NOTHING",
                    channel.name(),
                    channel.target().kind().word(),
                    channel.target().kept().toString(),
                    wishes(channel).toString(),
                    Micros.of(now));
            return rows == 1 ? Added.DONE : Added.NAME_TAKEN;
        });
    }

    /** What waits and what was counted stays. */
    boolean change(Channel channel, NewChannel into) {
        return local.write(db -> db.update(
                        "UPDATE notify_channel SET target = ?, wishes = ? WHERE number = ?",
                        into.target().kept().toString(),
                        wishes(into).toString(),
                        channel.number()))
                == 1;
    }

    private static ObjectNode wishes(NewChannel channel) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("max_tlp", channel.maxTlp().name())
                .put("include_line", channel.withLine());
        channel.interest().write(json);
        channel.pace().write(json);
        return json;
    }

    List<Channel> all() {
        return local.read(ChannelStore::all);
    }

    static List<Channel> all(Db db) {
        return db.query(SELECT + " ORDER BY name", ChannelStore::channel);
    }

    Optional<Channel> named(String name) {
        return local.read(db -> db.first(SELECT + " WHERE name = ?", ChannelStore::channel, name));
    }

    Optional<Channel> numbered(long number) {
        return local.read(db -> db.first(SELECT + " WHERE number = ?", ChannelStore::channel, number));
    }

    boolean pause(String name, boolean paused) {
        return local.write(db -> db.update("UPDATE notify_channel SET paused = ? WHERE name = ?", paused, name)) == 1;
    }

    /** Forgets the channel, what it had still to tell and its log; hits stay. */
    boolean remove(Channel channel) {
        return local.write(db -> db.update("DELETE FROM notify_channel WHERE number = ?", channel.number())) == 1;
    }

    private static Channel channel(ResultSet row) throws SQLException {
        try {
            JsonNode wishes = JSON.readTree(row.getString("wishes"));
            return new Channel(
                    row.getLong("number"),
                    row.getString("name"),
                    Target.read(
                            ChannelKind.of(row.getString("kind")).orElseThrow(),
                            JSON.readTree(row.getString("target"))),
                    Interest.kept(wishes),
                    Pace.kept(wishes),
                    Tlp.valueOf(wishes.path("max_tlp").asText()),
                    wishes.path("include_line").asBoolean(),
                    row.getBoolean("paused"),
                    Micros.toInstant(row.getLong("created")),
                    tally(row));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a channel that was accepted no longer reads", e);
        }
    }

    private static Channel.Tally tally(ResultSet row) throws SQLException {
        Optional<Instant> error = instant(row, "error");
        String code = row.getString("error_code");
        String message = row.getString("error_message");
        return new Channel.Tally(
                row.getLong("sent"),
                row.getLong("told"),
                row.getLong("withheld"),
                row.getLong("dropped"),
                row.getLong("failed"),
                instant(row, "success"),
                row.getInt("failures"),
                error.map(at -> new Channel.Failure(code, message, at)));
    }

    static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Micros.toInstant(micros));
    }
}
