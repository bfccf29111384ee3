# `cmake --install` makes a prefix that can be moved: the programs look for LibTorch in ../lib (CMAKE_INSTALL_RPATH),
# where its libraries are copied. Those of NVIDIA, which a GPU build needs, stay where the Python packages have them.
file(GLOB libraries ${torch_dir}/lib/libtorch.so ${torch_dir}/lib/libtorch_cpu.so ${torch_dir}/lib/libtorch_cuda*.so
     ${torch_dir}/lib/libc10*.so ${torch_dir}/lib/libgomp*.so*)
install(FILES ${libraries} DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY configs DESTINATION ${CMAKE_INSTALL_DATADIR}/coopseg)

# Man pages and bash completions are made from --help when they are installed.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
get_property(programs GLOBAL PROPERTY COOPSEG_PROGRAMS)
list(TRANSFORM programs PREPEND ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/)
list(JOIN programs "\" \"" programs)
install(
  CODE "execute_process(COMMAND \"${Python3_EXECUTABLE}\" \"${CMAKE_SOURCE_DIR}/cmake/manual.py\"
                                \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}\" \"${programs}\"
                        COMMAND_ERROR_IS_FATAL ANY)"
  COMPONENT manual)
