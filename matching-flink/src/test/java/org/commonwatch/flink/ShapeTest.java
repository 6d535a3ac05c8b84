package org.commonwatch.flink;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What of this module may know of what. */
class ShapeTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.commonwatch");

    @Test
    void nothingBelowKnowsThisModule() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.commonwatch.flink..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.commonwatch.flink..", "org.apache.flink..", "org.apache.kafka..")
                .check(CLASSES);
    }

    @Test
    void jobAndBridgeMeetInTheTopicsOnly() {
        noClasses()
                .that()
                .resideInAPackage("org.commonwatch.flink.job..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.commonwatch.flink.bridge..", "java.net.http..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("org.commonwatch.flink.bridge..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.commonwatch.flink.job..", "org.apache.flink..")
                .because("the bridge runs without Flink")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("org.commonwatch.flink.topics..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.commonwatch.flink.job..", "org.commonwatch.flink.bridge..", "org.apache.flink..")
                .check(CLASSES);
    }

    @Test
    void nothingReadsTheWallClock() {
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .because("Flink says what time it is, and Kafka when a message came")
                .check(CLASSES);
    }
}
