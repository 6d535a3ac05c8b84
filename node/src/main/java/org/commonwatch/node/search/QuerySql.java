package org.commonwatch.node.search;

import java.util.ArrayList;
import java.util.List;
import org.commonwatch.node.sharing.TermsCode;
import org.commonwatch.values.IndicatorValue;
import org.commonwatch.values.Readings;

/** Turns a query into a condition on {@code i}, a row of {@code shown_item}. */
final class QuerySql {
    private final PrefixLengths lengths;

    QuerySql(PrefixLengths lengths) {
        this.lengths = lengths;
    }

    SqlBuilder condition(Query query) {
        return FullText.of(query).map(QuerySql::prose).orElseGet(() -> switch (query) {
            case Query.All _ -> new SqlBuilder().add("1");
            case Query.Words words -> proseOrValue(words);
            case Query.OfType type -> new SqlBuilder().add("i.type = ?", type.type());
            case Query.Marked marked ->
                marked.tlp().isPresent()
                        ? new SqlBuilder()
                                .add("i.tlp IS ?", TermsCode.tlp(marked.tlp().get()))
                        : new SqlBuilder().add("i.tlp IS NULL");
            case Query.FromSource source -> source(source);
            case Query.AddedFrom from -> new SqlBuilder().add("i.added >= ?", from.micros());
            case Query.AddedBefore before -> new SqlBuilder().add("i.added < ?", before.micros());
            case Query.HasValue value -> values(probes(value));
            case Query.And and -> joined(and.parts(), " AND ");
            case Query.Or or -> joined(or.parts(), " OR ");
            case Query.Not not ->
                new SqlBuilder().add("NOT (").add(condition(not.part())).add(")");
        });
    }

    /** Items whose words match an expression of the full-text index. */
    private static SqlBuilder prose(String match) {
        return new SqlBuilder().add("i.key IN (SELECT rowid FROM prose WHERE prose MATCH ?)", match);
    }

    private SqlBuilder proseOrValue(Query.Words words) {
        return new SqlBuilder()
                .add("(")
                .add(prose(FullText.string(words)))
                .add(" OR ")
                .add(values(probes(new Query.HasValue(words.text(), false))))
                .add(")");
    }

    private SqlBuilder joined(List<Query> parts, String operator) {
        SqlBuilder sql = new SqlBuilder().add("(");
        // Words that stand beside fields are one question to the full-text index, not one each.
        List<Query> words =
                parts.stream().filter(part -> FullText.of(part).isPresent()).toList();
        List<SqlBuilder> conditions = new ArrayList<>();
        if (!words.isEmpty()) {
            conditions.add(condition(
                    words.size() == 1
                            ? words.getFirst()
                            : operator.equals(" AND ") ? new Query.And(words) : new Query.Or(words)));
        }
        parts.stream()
                .filter(part -> !words.contains(part))
                .map(this::condition)
                .forEach(conditions::add);
        for (int i = 0; i < conditions.size(); i++) {
            sql.add(i == 0 ? "" : operator).add(conditions.get(i));
        }
        return sql.add(")");
    }

    private static SqlBuilder source(Query.FromSource source) {
        String sql = "EXISTS (SELECT 1 FROM claim WHERE claim.hint = i.hint AND claim.id = i.id AND ";
        return source.prefix()
                ? new SqlBuilder()
                        .add(
                                sql + "substr(claim.source, 1, length(?)) = ? COLLATE NOCASE)",
                                source.source(),
                                source.source())
                : new SqlBuilder().add(sql + "claim.source = ? COLLATE NOCASE)", source.source());
    }

    private List<Probe> probes(Query.HasValue value) {
        if (value.prefix()) {
            return Beginnings.of(value.text());
        }
        List<Probe> probes = new ArrayList<>();
        for (IndicatorValue reading : Readings.of(value.text()).values()) {
            probes.addAll(Relatives.of(reading, lengths));
        }
        return probes;
    }

    private static SqlBuilder values(List<Probe> probes) {
        if (probes.isEmpty()) {
            return new SqlBuilder().add("0");
        }
        SqlBuilder sql = new SqlBuilder().add("i.key IN (");
        String union = "";
        for (Probe probe : probes) {
            sql.add(
                    union + "SELECT key FROM value WHERE kind = ? AND ",
                    probe.order().number());
            switch (probe) {
                case Probe.Exactly exactly -> sql.add("sort = ?", exactly.key().bytes());
                case Probe.Between between ->
                    sql.add(
                            "sort >= ? AND sort < ?",
                            between.from().bytes(),
                            between.to().bytes());
                case Probe.LabelStart label -> sql.add("instr('.' || CAST(sort AS TEXT), ?) > 0", "." + label.start());
            }
            union = " UNION ALL ";
        }
        return sql.add(")");
    }
}
