package dev.lamarck.cli.chaos.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rewrites the calls by which Lamarck, Temporal's SDK and gRPC ask for the time and for free disk. */
public final class FaultAgent implements ClassFileTransformer {

    private static final List<String> REWRITTEN = List.of("dev/lamarck/", "io/temporal/", "io/grpc/");
    private static final String OWN = FaultAgent.class.getPackageName().replace('.', '/');
    private static final ClassDesc FAULTS = ClassDesc.of(InjectedFaults.class.getName());

    /** By "owner.name" of what is called: the descriptor of the static method of the same name that takes its place. */
    private static final Map<String, MethodTypeDesc> REPLACED = Map.of(
            "java/lang/System.currentTimeMillis", MethodTypeDesc.ofDescriptor("()J"),
            "java/time/Instant.now", MethodTypeDesc.ofDescriptor("()Ljava/time/Instant;"),
            "java/nio/file/FileStore.getUsableSpace", MethodTypeDesc.ofDescriptor("(Ljava/nio/file/FileStore;)J"));

    private FaultAgent() {}

    /** Called by the virtual machine before main; the argument is the file that says which faults there are. */
    public static void premain(String file, Instrumentation instrumentation) {
        InjectedFaults.follow(Path.of(file));
        instrumentation.addTransformer(new FaultAgent());
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        if (name == null || name.startsWith(OWN) || REWRITTEN.stream().noneMatch(name::startsWith)) {
            return null;
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (!text.contains("currentTimeMillis") && !text.contains("java/time/Instant") && !text.contains("FileStore")) {
            return null;
        }
        ClassFile format = ClassFile.of();
        return format.transformClass(
                format.parse(bytes),
                ClassTransform.transformingMethodBodies((code, element) -> code.with(rewritten(element, code))));
    }

    private static CodeElement rewritten(CodeElement element, java.lang.classfile.CodeBuilder code) {
        if (!(element instanceof InvokeInstruction call)) {
            return element;
        }
        String method = call.owner().asInternalName() + "." + call.name().stringValue();
        MethodTypeDesc type = REPLACED.get(method);
        boolean takesNoArgument = call.typeSymbol().parameterCount() == 0;
        return type == null || !takesNoArgument
                ? element
                : InvokeInstruction.of(
                        java.lang.classfile.Opcode.INVOKESTATIC,
                        code.constantPool().methodRefEntry(FAULTS, call.name().stringValue(), type));
    }
}
