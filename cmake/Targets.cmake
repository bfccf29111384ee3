# coopseg_library(<folder> SOURCES ... USES ... LINKS ...) declares lib/<folder> as the target coopseg_<folder>.
# USES names other folders of lib/, LINKS third-party targets.
function(coopseg_library folder)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;LINKS" ${ARGN})
  add_library(coopseg_${folder} STATIC ${ARG_SOURCES})
  target_include_directories(coopseg_${folder} PUBLIC ${CMAKE_SOURCE_DIR}/lib)
  list(TRANSFORM ARG_USES PREPEND coopseg_)
  target_link_libraries(coopseg_${folder} PUBLIC ${ARG_USES} ${ARG_LINKS})
endfunction()

# Targets that include <torch/torch.h> share one precompiled header, built once by coopseg_nn. What torch's templates still
# cost each compilation is paid once for several files of a library.
function(coopseg_reuse_torch_header target)
  if(NOT target STREQUAL coopseg_nn)
    target_precompile_headers(${target} REUSE_FROM coopseg_nn)
  endif()
  get_target_property(type ${target} TYPE)
  if(type STREQUAL STATIC_LIBRARY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ${COOPSEG_UNITY} UNITY_BUILD_BATCH_SIZE 8)
  endif()
endfunction()
