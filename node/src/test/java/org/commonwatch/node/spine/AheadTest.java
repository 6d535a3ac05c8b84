package org.commonwatch.node.spine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.StixObject;
import org.junit.jupiter.api.Test;

final class AheadTest {
    private static final Derivation<String> ID = new Derivation<>(StixObject::id);
    private static final Derivation<String> BROKEN = new Derivation<>(object -> {
        throw new IllegalStateException("a bug");
    });

    private final Ahead ahead = new Ahead(new Fan(2), List.of(new Deriving(List.of(ID, BROKEN))));

    private record Deriving(List<Derivation<?>> ahead) implements Projection {
        @Override
        public String name() {
            return "deriving";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public List<String> tables() {
            return List.of();
        }

        @Override
        public String schema() {
            return "";
        }

        @Override
        public void apply(Applied entry, Db db) {}
    }

    @Test
    void derivesInTheOrderOfTheObjectsUntilTheyAreForgotten() throws Refused {
        for (int count : new int[] {1, 63, 64, 65, 1_000}) {
            List<StixObject> objects = objects(count);
            ahead.start(objects);
            Optional<List<String>> facts = ahead.of(placed(objects)).flatMap(found -> found.of(ID));
            assertEquals(Optional.of(objects.stream().map(StixObject::id).toList()), facts);
            ahead.forget(objects);
            assertTrue(ahead.of(placed(objects)).isEmpty());
        }
    }

    @Test
    void knowsNothingOfOtherObjects() throws Refused {
        List<StixObject> objects = objects(10);
        ahead.start(objects);
        assertTrue(ahead.of(placed(objects(10))).isEmpty());
        assertTrue(ahead.of(placed(objects.subList(0, 9))).isEmpty());
        assertTrue(ahead.of(List.of()).isEmpty());
    }

    @Test
    void leavesAFaultToWhoeverAppliesTheEntry() throws Refused {
        List<StixObject> objects = objects(100);
        ahead.start(objects);
        assertEquals(Optional.empty(), ahead.of(placed(objects)).flatMap(found -> found.of(BROKEN)));
    }

    /** Otherwise a crowd of requests would hold the facts of all their objects at once. */
    @Test
    void holdsNoMoreThanTheLargestStatement() throws Refused {
        List<StixObject> most = objects(10_000);
        List<StixObject> more = objects(1);
        ahead.start(most);
        ahead.start(more);
        assertTrue(ahead.of(placed(more)).isEmpty());
        ahead.forget(most);
        ahead.start(more);
        assertTrue(ahead.of(placed(more)).isPresent());
    }

    private static List<StixObject> objects(int count) throws Refused {
        List<StixObject> objects = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String json = String.format("{\"type\":\"x-thing\",\"id\":\"x-thing--00000000-0000-4000-8000-%012d\"}", i);
            objects.add(StixObject.parse(json.getBytes(StandardCharsets.UTF_8)));
        }
        return objects;
    }

    private static List<PayloadObject> placed(List<StixObject> objects) {
        List<PayloadObject> placed = new ArrayList<>(objects.size());
        for (StixObject object : objects) {
            placed.add(new PayloadObject(placed.size(), 0, object));
        }
        return placed;
    }
}
