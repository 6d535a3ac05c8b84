package org.commonwatch.intake.csv;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.values.IndicatorValue;
import org.commonwatch.values.ValueKind;
import org.commonwatch.values.Values;

/**
 * Which column holds what.
 *
 * @param values columns with values, each with its kind if the heading says so
 * @param roles other columns by what they mean
 */
record Columns(List<ValueColumn> values, Map<Role, Integer> roles) {
    enum Role {
        KIND,
        TLP,
        LABELS,
        VALID_FROM,
        VALID_UNTIL,
        DESCRIPTION,
        CONFIDENCE
    }

    record ValueColumn(int column, Optional<ValueKind> kind) {}

    Columns {
        values = List.copyOf(values);
        roles = Map.copyOf(roles);
    }

    private static final Set<String> VALUE_NAMES = Set.of(
            "value",
            "ioc",
            "iocvalue",
            "indicator",
            "indicatorvalue",
            "observable",
            "artifact",
            "ip",
            "ipaddress",
            "ipaddr",
            "dstip",
            "srcip",
            "destip",
            "cidr",
            "network",
            "hash",
            "address",
            "entry");

    private static final Map<String, Role> ROLE_NAMES = Map.ofEntries(
            Map.entry("kind", Role.KIND),
            Map.entry("type", Role.KIND),
            Map.entry("ioctype", Role.KIND),
            Map.entry("indicatortype", Role.KIND),
            Map.entry("tlp", Role.TLP),
            Map.entry("labels", Role.LABELS),
            Map.entry("label", Role.LABELS),
            Map.entry("tags", Role.LABELS),
            Map.entry("tag", Role.LABELS),
            Map.entry("malware", Role.LABELS),
            Map.entry("threattype", Role.LABELS),
            Map.entry("validfrom", Role.VALID_FROM),
            Map.entry("firstseen", Role.VALID_FROM),
            Map.entry("firstseenutc", Role.VALID_FROM),
            Map.entry("date", Role.VALID_FROM),
            Map.entry("dateadded", Role.VALID_FROM),
            Map.entry("created", Role.VALID_FROM),
            Map.entry("timestamp", Role.VALID_FROM),
            Map.entry("validuntil", Role.VALID_UNTIL),
            Map.entry("expires", Role.VALID_UNTIL),
            Map.entry("expiration", Role.VALID_UNTIL),
            Map.entry("description", Role.DESCRIPTION),
            Map.entry("comment", Role.DESCRIPTION),
            Map.entry("notes", Role.DESCRIPTION),
            Map.entry("note", Role.DESCRIPTION),
            Map.entry("confidence", Role.CONFIDENCE),
            Map.entry("confidencelevel", Role.CONFIDENCE));

    /** By headings; nothing when no heading names a value. */
    static Optional<Columns> fromHeader(List<String> header) {
        List<ValueColumn> values = new ArrayList<>();
        Map<Role, Integer> roles = new HashMap<>();
        for (int i = 0; i < header.size(); i++) {
            String name = plain(header.get(i));
            Role role = ROLE_NAMES.get(name);
            if (role != null) {
                roles.putIfAbsent(role, i);
            } else if (VALUE_NAMES.contains(name)) {
                values.add(new ValueColumn(i, Optional.empty()));
            } else if (ValueKind.named(name).isPresent()) {
                values.add(new ValueColumn(i, ValueKind.named(name)));
            }
        }
        boolean declared = values.stream().anyMatch(v -> v.kind().isEmpty());
        if (declared && roles.containsKey(Role.KIND)) {
            values.removeIf(v -> v.kind().isPresent());
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(new Columns(values, roles));
    }

    /** By what stands in the cells: every column in which at least half of the sample's cells are values. */
    static Optional<Columns> fromContent(List<CsvRow.Cells> sample) {
        int width = sample.stream().mapToInt(row -> row.cells().size()).max().orElse(0);
        List<ValueColumn> values = new ArrayList<>();
        Map<Role, Integer> roles = new HashMap<>();
        for (int column = 0; column < width; column++) {
            int hits = 0;
            int kinds = 0;
            for (CsvRow.Cells row : sample) {
                hits += Values.classifyListed(row.cell(column))
                                .filter(Columns::isTelling)
                                .isPresent()
                        ? 1
                        : 0;
                kinds += isKindWord(row.cell(column)) ? 1 : 0;
            }
            if (hits * 2 >= sample.size()) {
                values.add(new ValueColumn(column, Optional.empty()));
            } else if (kinds * 2 >= sample.size()) {
                roles.putIfAbsent(Role.KIND, column);
            }
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(new Columns(values, roles));
    }

    private static boolean isTelling(IndicatorValue value) {
        return value.kind() != ValueKind.ATTACK_ID && value.kind() != ValueKind.FILENAME;
    }

    static boolean isKindWord(String cell) {
        return ValueKind.named(cell).isPresent()
                || Set.of("ip", "ipsrc", "ipdst", "hash").contains(plain(cell));
    }

    /** By the user's map; headings may be named, or columns numbered from 1. */
    static Columns fromMap(ColumnMap map, List<String> header) {
        List<ValueColumn> values = new ArrayList<>();
        Map<Role, Integer> roles = new HashMap<>();
        map.columns()
                .forEach((what, where) -> index(where, header).ifPresent(column -> {
                    if (what.equals(ColumnMap.VALUE)) {
                        values.add(
                                new ValueColumn(column, ValueKind.named(header.isEmpty() ? "" : header.get(column))));
                    } else {
                        roles.put(Role.valueOf(what.toUpperCase(Locale.ROOT)), column);
                    }
                }));
        if (roles.containsKey(Role.KIND)) {
            values.replaceAll(v -> new ValueColumn(v.column(), Optional.empty()));
        }
        return new Columns(values, roles);
    }

    static Optional<Integer> index(String where, List<String> header) {
        for (int i = 0; i < header.size(); i++) {
            if (header.get(i).strip().equalsIgnoreCase(where)) {
                return Optional.of(i);
            }
        }
        boolean number = where.matches("[1-9][0-9]{0,2}");
        return number ? Optional.of(Integer.parseInt(where) - 1) : Optional.empty();
    }

    private static String plain(String heading) {
        return heading.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
