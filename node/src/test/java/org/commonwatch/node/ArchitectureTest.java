package org.commonwatch.node;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.ws.rs.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.policy.Guarded;
import org.commonwatch.node.spine.Projection;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** The shape of the code, as docs/ARCHITECTURE.md promises it. */
class ArchitectureTest {
    private static final String BASE = "org.commonwatch.";
    private static final String[] PURE = {
        BASE + "kernel..",
        BASE + "values..",
        BASE + "stix..",
        BASE + "ledger..",
        BASE + "intake..",
        BASE + "matching..",
        BASE + "telemetry.."
    };
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.commonwatch");

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }

    @Test
    void modulesDependDownwardsOnly() {
        noClasses()
                .that()
                .resideInAPackage(BASE + "kernel..")
                .should()
                .dependOnClassesThat(
                        module("values", "stix", "ledger", "sim", "intake", "matching", "telemetry", "node", "cli"))
                .because("kernel stands below everything")
                .check(CLASSES);
        check(noClasses()
                .that()
                .resideInAPackage(BASE + "values..")
                .should()
                .dependOnClassesThat(module("stix", "ledger", "intake", "matching", "telemetry", "node", "cli")));
        check(noClasses()
                .that()
                .resideInAPackage(BASE + "stix..")
                .should()
                .dependOnClassesThat(module("ledger", "intake", "matching", "telemetry", "node", "cli")));
        check(noClasses()
                .that()
                .resideInAPackage(BASE + "ledger..")
                .should()
                .dependOnClassesThat(module("values", "stix", "sim", "intake", "matching", "telemetry", "node", "cli"))
                .because("the ledger knows bytes, not threat intelligence"));
        check(noClasses()
                .that()
                .resideInAPackage(BASE + "intake..")
                .should()
                .dependOnClassesThat(module("ledger", "matching", "telemetry", "node", "cli")));
        check(noClasses()
                .that()
                .resideInAnyPackage(BASE + "matching..", BASE + "telemetry..")
                .should()
                .dependOnClassesThat(module("ledger", "intake", "node", "cli"))
                .because("matching works on bytes and values, wherever they come from"));
    }

    @Test
    void pureLibrariesKnowNoFrameworkNoSqlAndNoNetwork() {
        check(noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarkus..",
                        "jakarta..",
                        "io.vertx..",
                        "org.jboss..",
                        "java.sql..",
                        "javax.sql..",
                        "org.sqlite..",
                        "java.net.http..",
                        "javax.net..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.net\\.(Socket|ServerSocket|DatagramSocket|URLConnection|HttpURLConnection)"));
    }

    @Test
    void pureLibrariesAndRulesHaveNoClockOfTheirOwn() {
        check(noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .or()
                .resideInAPackage(BASE + "node.policy..")
                .should(readAClock()));
    }

    @Test
    void onlyTheSpineMakesAClock() {
        check(noClasses()
                .that()
                .resideInAPackage(BASE + "node..")
                .and()
                .haveNameNotMatching(".*\\.spine\\.SpineParts")
                .should(callWallClock())
                .because("time comes in through the constructor, so that tests and replay decide what now is"));
    }

    @Test
    void slicesHaveNoCycles() {
        check(slices().matching(BASE + "node.(*)..").should().beFreeOfCycles());
    }

    @Test
    void policyKnowsNoSliceAndNoStore() {
        check(noClasses()
                .that()
                .resideInAPackage(BASE + "node.policy..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage(BASE + "node..").and(not(resideInAPackage(BASE + "node.policy..")))));
    }

    /** The compiler keeps package-private things private; this keeps what must stay so from being made public. */
    @Test
    void onlyThePolicyPackageOpensWhatIsGuarded() {
        check(methods()
                .that()
                .areDeclaredIn(Guarded.class)
                .and()
                .doNotHaveName("of")
                .should()
                .notBePublic()
                .andShould()
                .notBeProtected());
        check(noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "node.policy..")
                .should(callAnyOf(Guarded.class, "value", "terms")));
    }

    @Test
    void projectionsAndRulesArePrivateToTheirSlice() {
        check(classes()
                .that()
                .areAssignableTo(Projection.class)
                .and(not(JavaClass.Predicates.INTERFACES))
                .should()
                .bePackagePrivate());
        check(classes()
                .that()
                .resideInAPackage(BASE + "node..")
                .and()
                .haveSimpleNameEndingWith("Rules")
                .should()
                .bePackagePrivate()
                .allowEmptyShould(true));
    }

    @Test
    void everyEndpointSaysWhoMayCallIt() {
        check(methods().that(areEndpoints()).should(declareAllow()));
    }

    @Test
    void namesAreWordsOfTheDomain() {
        check(noClasses()
                .that()
                .resideInAPackage("org.commonwatch..")
                .should()
                .haveNameMatching(".*(Service|Util|Utils|Manager|Helper|Impl|Dto)(\\$.*)?"));
        check(noClasses()
                .should()
                .resideInAnyPackage(
                        "..service..", "..util..", "..utils..", "..manager..", "..impl..", "..helper..", "..dto.."));
    }

    @Test
    void nothingSpeaksToSqliteButTheSpinesStore() {
        check(noClasses()
                .that(not(resideInAPackage(BASE + "node.spine..")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.sqlite..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.sql\\.(Connection|DriverManager)"));
    }

    /** Readers of the index are query_only at run time; this finds a write to a projection's table in the source already. */
    @Test
    void onlyProjectionsWriteToTheTablesOfTheIndex() {
        List<String> tables = tablesOfTheIndex();
        Assertions.assertTrue(tables.containsAll(List.of("item", "entry", "progress")), tables.toString());
        Pattern write =
                Pattern.compile("(?is)\\b(insert(\\s+or\\s+\\w+)?\\s+into|update|delete\\s+from|replace\\s+into)\\s+("
                        + String.join("|", tables) + ")\\b\\s*(\\(|set|values|where|select|$|\")");
        List<String> wrong = sources()
                .filter(file -> !isWriter(file))
                .filter(file -> write.matcher(read(file)).find())
                .map(Path::toString)
                .toList();
        Assertions.assertEquals(List.of(), wrong);
    }

    private static boolean isWriter(Path file) {
        String name = file.getFileName().toString();
        return file.toString().contains("/spine/") || name.endsWith("Projection.java") || name.equals("Claims.java");
    }

    /** Tables named by the schemas under resources/db, but not those of local.db. */
    private static List<String> tablesOfTheIndex() {
        Pattern create = Pattern.compile("(?i)create (?:virtual )?table (\\w+)");
        try (Stream<Path> files = Files.list(moduleRoot().resolve("src/main/resources/db"))) {
            return files.flatMap(file -> create.matcher(read(file)).results().map(found -> found.group(1)))
                    .map(name -> name.toLowerCase(Locale.ROOT))
                    .distinct()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> sources() {
        try (Stream<Path> files = Files.walk(moduleRoot().resolve("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path moduleRoot() {
        return Path.of(System.getProperty("commonwatch.root"), "node");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DescribedPredicate<JavaClass> module(String... names) {
        return resideInAnyPackage(
                Arrays.stream(names).map(name -> BASE + name + "..").toArray(String[]::new));
    }

    private static DescribedPredicate<JavaMethod> areEndpoints() {
        return new DescribedPredicate<>("answer an HTTP method") {
            @Override
            public boolean test(JavaMethod method) {
                return method.getAnnotations().stream()
                        .map(JavaAnnotation::getRawType)
                        .anyMatch(type ->
                                type.isMetaAnnotatedWith(HttpMethod.class) || type.isAnnotatedWith(HttpMethod.class));
            }
        };
    }

    private static ArchCondition<JavaMethod> declareAllow() {
        return new ArchCondition<>("say with @Allow who may call them, on the method or its class") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                boolean said =
                        method.isAnnotatedWith(Allow.class) || method.getOwner().isAnnotatedWith(Allow.class);
                events.add(new SimpleConditionEvent(method, said, method.getFullName()));
            }
        };
    }

    /** Any way to the time of day that no constructor handed in. */
    private static ArchCondition<JavaClass> readAClock() {
        return new ArchCondition<>("read a clock of their own") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getMethodCallsFromSelf().forEach(call -> {
                    String owner = call.getTargetOwner().getFullName();
                    String name = call.getTarget().getName();
                    boolean wall = isWallClock(
                            owner, name, call.getTarget().getRawParameterTypes().size());
                    boolean nanos = owner.equals("java.lang.System") && name.equals("nanoTime");
                    events.add(new SimpleConditionEvent(call, wall || nanos, call.getDescription()));
                });
            }
        };
    }

    private static ArchCondition<JavaClass> callWallClock() {
        return new ArchCondition<>("read the wall clock") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getMethodCallsFromSelf()
                        .forEach(call -> events.add(new SimpleConditionEvent(
                                call,
                                isWallClock(
                                        call.getTargetOwner().getFullName(),
                                        call.getTarget().getName(),
                                        call.getTarget().getRawParameterTypes().size()),
                                call.getDescription())));
            }
        };
    }

    private static boolean isWallClock(String owner, String name, int parameters) {
        boolean now = owner.startsWith("java.time.") && name.equals("now") && parameters == 0;
        boolean system = owner.equals("java.time.Clock") && name.startsWith("system");
        return now || system || (owner.equals("java.lang.System") && name.equals("currentTimeMillis"));
    }

    private static ArchCondition<JavaClass> callAnyOf(Class<?> owner, String... names) {
        return new ArchCondition<>("call " + owner.getSimpleName() + " " + List.of(names)) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getMethodCallsFromSelf().forEach(call -> {
                    boolean hit = call.getTargetOwner().isEquivalentTo(owner)
                            && List.of(names).contains(call.getTarget().getName());
                    events.add(new SimpleConditionEvent(call, hit, call.getDescription()));
                });
            }
        };
    }
}
