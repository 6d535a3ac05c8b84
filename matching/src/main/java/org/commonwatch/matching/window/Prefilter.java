package org.commonwatch.matching.window;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.commonwatch.stix.pattern.ComparisonExpression;
import org.commonwatch.stix.pattern.Literal;
import org.commonwatch.stix.pattern.ObjectPath;
import org.commonwatch.stix.pattern.Observation;

/**
 * Which comparisons of which patterns an observation could make true, so that it touches no others. A comparison is found by a
 * constant it cannot do without where it has one ({@code =}, IN), else by the type of object it speaks of. May name too many,
 * never too few.
 */
final class Prefilter {
    /** Values at one path of one object that are looked up; real ones have few. With more, every pattern of the path is tried. */
    private static final int VALUES_MAX = 4096;

    private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

    /** What a comparison needs: an object of that type and, unless empty, that value at that path. */
    private record Key(String type, List<String> path, String value) {}

    private record Place(Held held, int comparison) {}

    private static final class OfType {
        final Set<Place> any = new LinkedHashSet<>();
        final Map<List<String>, Map<String, Set<Place>>> byPath = new HashMap<>();
    }

    private final Map<String, OfType> types = new HashMap<>();

    void add(Held held) {
        forEach(held, (key, place) -> places(key).add(place));
    }

    void remove(Held held) {
        forEach(held, (key, place) -> {
            places(key).remove(place);
            OfType type = types.getOrDefault(key.type(), new OfType());
            Map<String, Set<Place>> values = type.byPath.getOrDefault(key.path(), new HashMap<>());
            values.values().removeIf(Set::isEmpty);
            type.byPath.values().removeIf(Map::isEmpty);
            if (type.any.isEmpty() && type.byPath.isEmpty()) {
                types.remove(key.type());
            }
        });
    }

    private interface Sink {
        void accept(Key key, Place place);
    }

    private static void forEach(Held held, Sink sink) {
        List<ComparisonExpression> comparisons = held.window.comparisons();
        for (int i = 0; i < comparisons.size(); i++) {
            Place place = new Place(held, i);
            keys(comparisons.get(i)).forEach(key -> sink.accept(key, place));
        }
    }

    private Set<Place> places(Key key) {
        OfType type = types.computeIfAbsent(key.type(), _ -> new OfType());
        return key.path().isEmpty()
                ? type.any
                : type.byPath
                        .computeIfAbsent(key.path(), _ -> new HashMap<>())
                        .computeIfAbsent(key.value(), _ -> new LinkedHashSet<>());
    }

    /** One of these must be there for it to be true. */
    private static Set<Key> keys(ComparisonExpression comparison) {
        return switch (comparison) {
            case ComparisonExpression.AllOf(List<ComparisonExpression> operands) ->
                operands.stream()
                        .map(Prefilter::keys)
                        .min((a, b) -> Integer.compare(cost(a), cost(b)))
                        .orElseThrow();
            case ComparisonExpression.AnyOf(List<ComparisonExpression> operands) -> {
                Set<Key> all = new LinkedHashSet<>();
                operands.forEach(operand -> all.addAll(keys(operand)));
                yield all;
            }
            case ComparisonExpression.Compare(ObjectPath path, boolean _, var order, Literal value) ->
                order == ComparisonExpression.Order.EQUAL ? keys(path, List.of(value)) : Set.of(ofType(path));
            case ComparisonExpression.In(ObjectPath path, boolean negated, List<Literal> values) ->
                negated ? Set.of(ofType(path)) : keys(path, values);
            case ComparisonExpression.Test test -> Set.of(ofType(test.path()));
        };
    }

    /** A type alone is met by far more than any constants are. */
    private static int cost(Set<Key> keys) {
        return keys.stream().anyMatch(key -> key.path().isEmpty()) ? Integer.MAX_VALUE : keys.size();
    }

    private static Key ofType(ObjectPath path) {
        return new Key(path.type(), List.of(), "");
    }

    private static Set<Key> keys(ObjectPath path, List<Literal> values) {
        List<String> names = SeenPaths.names(path);
        boolean bytes = names.getLast().endsWith("_hex") || names.getLast().endsWith("_bin");
        Set<Key> keys = new LinkedHashSet<>();
        for (Literal value : values) {
            // Bytes are equal in several spellings, times too: left to the type.
            String text = switch (value) {
                case Literal.Text(String words) -> words.toLowerCase(Locale.ROOT);
                case Literal.Whole(long number) -> number(BigDecimal.valueOf(number));
                case Literal.Decimal(BigDecimal number) -> number(number);
                case Literal.Truth _, Literal.Time _, Literal.Hex _, Literal.Base64Bytes _ -> "";
            };
            if (text.isEmpty() || bytes) {
                return Set.of(ofType(path));
            }
            keys.add(new Key(path.type(), names, text));
        }
        return keys;
    }

    private static String number(BigDecimal number) {
        return number.stripTrailingZeros().toString();
    }

    /** The patterns an observation could concern, with the comparisons that could be true of it. */
    Map<Held, BitSet> touched(Observation observation) {
        Map<Held, BitSet> touched = new LinkedHashMap<>();
        for (ObjectNode object : observation.objects().values()) {
            OfType type = types.get(object.path("type").asText());
            if (type == null) {
                continue;
            }
            type.any.forEach(place -> touch(place, touched));
            for (Map.Entry<List<String>, Map<String, Set<Place>>> path : type.byPath.entrySet()) {
                List<JsonNode> values = values(object, path.getKey(), observation);
                if (values.size() == VALUES_MAX) {
                    path.getValue().values().forEach(places -> places.forEach(place -> touch(place, touched)));
                }
                for (JsonNode value : values) {
                    path.getValue().getOrDefault(text(value), Set.of()).forEach(place -> touch(place, touched));
                }
            }
        }
        return touched;
    }

    private static void touch(Place place, Map<Held, BitSet> touched) {
        touched.computeIfAbsent(place.held(), _ -> new BitSet()).set(place.comparison());
    }

    private static List<JsonNode> values(ObjectNode object, List<String> path, Observation observation) {
        List<JsonNode> found = List.of(object);
        String before = "";
        for (String name : path) {
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode each : found) {
                step(followed(each, before, observation), before, name, next);
            }
            if (next.size() == VALUES_MAX) {
                return next;
            }
            found = next;
            before = name;
        }
        return found;
    }

    private static String text(JsonNode value) {
        return value.isNumber() ? number(value.decimalValue()) : value.asText().toLowerCase(Locale.ROOT);
    }

    private static JsonNode followed(JsonNode value, String name, Observation observation) {
        if (value.isTextual() && (name.endsWith("_ref") || name.endsWith("_refs"))) {
            ObjectNode target = observation.objects().get(value.textValue());
            return target != null ? target : observation.others().getOrDefault(value.textValue(), NOTHING);
        }
        return value;
    }

    /** Into a property; elements of a list stand for the list. */
    private static void step(JsonNode value, String under, String name, List<JsonNode> into) {
        for (Map.Entry<String, JsonNode> each : value.properties()) {
            boolean same = SeenPaths.isHashes(under)
                    ? SeenPaths.algorithm(each.getKey()).equals(name)
                    : each.getKey().equals(name);
            if (same) {
                spread(each.getValue(), into);
            }
        }
    }

    private static void spread(JsonNode value, List<JsonNode> into) {
        if (value.isArray()) {
            for (JsonNode element : value) {
                spread(element, into);
            }
        } else if (into.size() < VALUES_MAX) {
            into.add(value);
        }
    }
}
