/* libhdf5 as Swift sees it: constants that are macros in C become functions here. */
#pragma once
#include <hdf5.h>

/* How files are opened. */
static inline unsigned h5_open_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned h5_truncate(void) { return H5F_ACC_TRUNC; }

/* Classes of property lists. */
static inline hid_t h5_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t h5_file_creation(void) { return H5P_FILE_CREATE; }
static inline hid_t h5_group_creation(void) { return H5P_GROUP_CREATE; }
static inline hid_t h5_dataset_creation(void) { return H5P_DATASET_CREATE; }

/* Numbers as this machine keeps them in memory. */
static inline hid_t h5_native_int8(void) { return H5T_NATIVE_INT8; }
static inline hid_t h5_native_int16(void) { return H5T_NATIVE_INT16; }
static inline hid_t h5_native_int32(void) { return H5T_NATIVE_INT32; }
static inline hid_t h5_native_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t h5_native_uint8(void) { return H5T_NATIVE_UINT8; }
static inline hid_t h5_native_uint16(void) { return H5T_NATIVE_UINT16; }
static inline hid_t h5_native_uint32(void) { return H5T_NATIVE_UINT32; }
static inline hid_t h5_native_uint64(void) { return H5T_NATIVE_UINT64; }
static inline hid_t h5_native_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t h5_native_double(void) { return H5T_NATIVE_DOUBLE; }

/* Numbers as files keep them, the same on every machine. */
static inline hid_t h5_stored_int8(void) { return H5T_STD_I8LE; }
static inline hid_t h5_stored_int16(void) { return H5T_STD_I16LE; }
static inline hid_t h5_stored_int32(void) { return H5T_STD_I32LE; }
static inline hid_t h5_stored_int64(void) { return H5T_STD_I64LE; }
static inline hid_t h5_stored_uint8(void) { return H5T_STD_U8LE; }
static inline hid_t h5_stored_uint16(void) { return H5T_STD_U16LE; }
static inline hid_t h5_stored_uint32(void) { return H5T_STD_U32LE; }
static inline hid_t h5_stored_uint64(void) { return H5T_STD_U64LE; }
static inline hid_t h5_stored_float(void) { return H5T_IEEE_F32LE; }
static inline hid_t h5_stored_double(void) { return H5T_IEEE_F64LE; }

/* Text. */
static inline hid_t h5_c_string(void) { return H5T_C_S1; }
static inline size_t h5_variable(void) { return H5T_VARIABLE; }

/* Sentinels. */
static inline hid_t h5_default_list(void) { return H5P_DEFAULT; }
static inline hid_t h5_whole_space(void) { return H5S_ALL; }
static inline hid_t h5_default_errors(void) { return H5E_DEFAULT; }
static inline hsize_t h5_unlimited(void) { return H5S_UNLIMITED; }

/* Functions whose names carry versions. */
static inline herr_t h5_iterate_links(hid_t group, H5L_iterate_t visit, void *state) {
  hsize_t start = 0;
  return H5Literate(group, H5_INDEX_NAME, H5_ITER_NATIVE, &start, visit, state);
}
static inline herr_t h5_address(hid_t object, unsigned long *device, haddr_t *address) {
  H5O_info_t info;
  herr_t status = H5Oget_info(object, &info);
  *device = info.fileno;
  *address = info.addr;
  return status;
}

/* Sending every walk through an external link into a refusal. */
static inline herr_t h5_refuse_external(const char *parent_file, const char *parent_group,
                                        const char *child_file, const char *child_object,
                                        unsigned *flags, hid_t access, void *state) {
  (void)parent_file, (void)parent_group, (void)child_file, (void)child_object;
  (void)flags, (void)access, (void)state;
  return -1;
}
static inline hid_t h5_links_inside_file(void) {
  hid_t list = H5Pcreate(H5P_LINK_ACCESS);
  if (list >= 0 && H5Pset_elink_cb(list, h5_refuse_external, NULL) < 0) {
    H5Pclose(list);
    return -1;
  }
  return list;
}
static inline int h5_link_is_external(H5L_type_t type) { return type == H5L_TYPE_EXTERNAL; }
