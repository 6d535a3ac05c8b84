package org.commonwatch.stix;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The type table of STIX 2.1: one description drives validation, deterministic ids and lifting. */
public final class StixTypes {
    private static final Map<String, ObjectType> BY_NAME = Stream.of(
                    DomainTypes.ALL, ObservableTypes.ALL, MetaTypes.ALL)
            .flatMap(List::stream)
            .collect(Collectors.toUnmodifiableMap(ObjectType::name, type -> type));

    /** Standing in for types the specification does not know, by what they look like. */
    static final ObjectType CUSTOM_DOMAIN =
            ObjectType.domain("custom object", "11.2").done();

    static final ObjectType CUSTOM_OBSERVABLE =
            ObjectType.observable("custom observable", "11.2").done();

    private static final Set<String> COMMON = Stream.of(CommonProperties.DOMAIN, CommonProperties.OBSERVABLE)
            .flatMap(List::stream)
            .map(Property::name)
            .collect(Collectors.toUnmodifiableSet());

    private StixTypes() {}

    static Optional<ObjectType> find(String type) {
        return Optional.ofNullable(BY_NAME.get(type));
    }

    static Collection<ObjectType> all() {
        return new HashMap<>(BY_NAME).values();
    }

    /** Whether the specification defines the type. */
    public static boolean isKnown(String type) {
        return BY_NAME.containsKey(type);
    }

    /** Whether it is one of the cyber observables of section 6. */
    public static boolean isObservable(String type) {
        return isOf(type, ObjectType.Family.OBSERVABLE);
    }

    /** Whether it is one of the domain objects of section 4. */
    public static boolean isDomainObject(String type) {
        return isOf(type, ObjectType.Family.DOMAIN);
    }

    static boolean isObservableOrCustom(String type) {
        return !isKnown(type) || isObservable(type);
    }

    /** Ends of a relationship: domain objects and observables, section 5.1. */
    static boolean mayBeRelated(String type) {
        return !isKnown(type) || isObservable(type) || isDomainObject(type);
    }

    static boolean mayBeSighted(String type) {
        return !isKnown(type) || isDomainObject(type);
    }

    static boolean isCommon(String property) {
        return COMMON.contains(property);
    }

    private static boolean isOf(String type, ObjectType.Family family) {
        ObjectType known = BY_NAME.get(type);
        return known != null && known.family() == family;
    }
}
