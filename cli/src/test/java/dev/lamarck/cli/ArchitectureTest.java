package dev.lamarck.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of docs/architecture.md. */
@AnalyzeClasses(packages = "dev.lamarck", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule ARROWS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("search")
            .definedBy("dev.lamarck.search..")
            .layer("train")
            .definedBy("dev.lamarck.train..")
            .layer("artifacts")
            .definedBy("dev.lamarck.artifacts..")
            .layer("contract")
            .definedBy("dev.lamarck.contract..")
            .layer("ledger")
            .definedBy("dev.lamarck.ledger..")
            .layer("engine")
            .definedBy("dev.lamarck.engine..")
            .layer("worker")
            .definedBy("dev.lamarck.worker..")
            .layer("dashboard")
            .definedBy("dev.lamarck.dashboard..")
            .layer("cli")
            .definedBy("dev.lamarck.cli..")
            .whereLayer("search")
            .mayNotAccessAnyLayer()
            .whereLayer("artifacts")
            .mayNotAccessAnyLayer()
            .whereLayer("train")
            .mayOnlyAccessLayers("search")
            .whereLayer("contract")
            .mayOnlyAccessLayers("search")
            .whereLayer("ledger")
            .mayOnlyAccessLayers("contract", "artifacts", "search")
            .whereLayer("engine")
            .mayOnlyAccessLayers("ledger", "contract", "artifacts", "search")
            .whereLayer("worker")
            .mayOnlyAccessLayers("contract", "artifacts", "train", "search")
            .whereLayer("dashboard")
            .mayOnlyAccessLayers("ledger", "contract", "artifacts", "search");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.lamarck.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule SEARCH_IS_PURE = noClasses()
            .that()
            .resideInAPackage("dev.lamarck.search..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.temporal..", "ai.djl..", "com.fasterxml..", "java.net..", "java.nio.file..");

    @ArchTest
    static final ArchRule TRAINERS_KNOW_NO_SERVER = noClasses()
            .that()
            .resideInAPackage("dev.lamarck.train..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.temporal..", "io.grpc..");

    @ArchTest
    static final ArchRule DJL_INTERNALS_IN_ONE_CLASS = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.lamarck.train.engine.Torch")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl.pytorch.jni..");

    @ArchTest
    static final ArchRule CATALOG_LOADS_NO_DJL = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.lamarck.train.catalog..", "dev.lamarck.train.data..", "dev.lamarck.train.architecture..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");
}
