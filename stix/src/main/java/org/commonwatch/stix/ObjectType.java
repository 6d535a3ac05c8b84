package org.commonwatch.stix;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One type of object, as the specification's section describes it. */
final class ObjectType {
    /** The families of STIX 2.1; each has its own common properties (section 3.2). */
    enum Family {
        DOMAIN,
        RELATIONSHIP,
        OBSERVABLE,
        META
    }

    private final String name;
    private final String section;
    private final Family family;
    private final Map<String, Property> properties;
    private final List<Property> required;
    private final List<Rule> rules;
    private final List<String> idContributing;
    private final Map<String, Kind.Shape> extensions;

    private ObjectType(Builder builder) {
        this.name = builder.name;
        this.section = builder.section;
        this.family = builder.family;
        this.properties = new HashMap<>(builder.properties);
        this.required =
                builder.properties.values().stream().filter(Property::required).toList();
        this.rules = List.copyOf(builder.rules);
        this.idContributing = List.copyOf(builder.idContributing);
        this.extensions = Map.copyOf(builder.extensions);
    }

    String name() {
        return name;
    }

    String section() {
        return section;
    }

    Family family() {
        return family;
    }

    Optional<Property> property(String property) {
        return Optional.ofNullable(properties.get(property));
    }

    Collection<Property> properties() {
        return properties.values();
    }

    Set<String> extensions() {
        return extensions.keySet();
    }

    List<Property> required() {
        return required;
    }

    List<Rule> rules() {
        return rules;
    }

    /** The properties that decide a deterministic id, in the specification's order; empty where ids are random. */
    List<String> idContributing() {
        return idContributing;
    }

    /** A predefined extension, for example {@code ntfs-ext} of a file. */
    Optional<Kind.Shape> extension(String extension) {
        return Optional.ofNullable(extensions.get(extension));
    }

    static Builder domain(String name, String section) {
        return new Builder(name, section, Family.DOMAIN).all(CommonProperties.DOMAIN);
    }

    static Builder relationship(String name, String section) {
        return new Builder(name, section, Family.RELATIONSHIP).all(CommonProperties.DOMAIN);
    }

    static Builder observable(String name, String section) {
        return new Builder(name, section, Family.OBSERVABLE).all(CommonProperties.OBSERVABLE);
    }

    static Builder meta(String name, String section, List<Property> common) {
        return new Builder(name, section, Family.META).all(common);
    }

    static final class Builder {
        private final String name;
        private final String section;
        private final Family family;
        private final Map<String, Property> properties = new LinkedHashMap<>();
        private final List<Rule> rules = new ArrayList<>();
        private final Map<String, Kind.Shape> extensions = new HashMap<>();
        private List<String> idContributing = List.of();

        private Builder(String name, String section, Family family) {
            this.name = name;
            this.section = section;
            this.family = family;
        }

        private Builder all(List<Property> common) {
            common.forEach(property -> properties.put(property.name(), property));
            return this;
        }

        Builder required(String property, Kind kind) {
            properties.put(property, Property.required(property, kind));
            return this;
        }

        Builder optional(String property, Kind kind) {
            properties.put(property, Property.optional(property, kind));
            return this;
        }

        Builder rule(Rule rule) {
            rules.add(rule);
            return this;
        }

        Builder idFrom(String... contributing) {
            idContributing = List.of(contributing);
            return this;
        }

        Builder extension(Kind.Shape shape) {
            extensions.put(shape.name(), shape);
            return this;
        }

        ObjectType done() {
            return new ObjectType(this);
        }
    }
}
